// Values of interactive elements: where they start, and how they are written for the server.

export const TEXT_INPUTS = new Set(['plain_text_input', 'url_text_input', 'email_text_input', 'number_input'])

const idOption = (id) => ({ value: id, id: true })

/** What the app set as the start: a text, an option, a list of options, or unix seconds. */
function initialValue(element) {
  if (element.type === 'datetimepicker') return element.initial_date_time ?? null
  if (element.initial_value !== undefined) return String(element.initial_value)
  if (element.initial_option) return element.initial_option
  if (element.initial_options) return element.initial_options
  const single = element.initial_user || element.initial_channel || element.initial_conversation
  if (single) return idOption(single)
  const many = element.initial_users || element.initial_channels || element.initial_conversations
  if (many) return many.map(idOption)
  return element.initial_date ?? element.initial_time ?? null
}

/** What the server remembers of an element (a view's state.values), in the page's own form. */
function rememberedValue(state) {
  if (!state) return undefined
  if (state.selected_option !== undefined) return state.selected_option
  if (state.selected_options !== undefined) return state.selected_options
  const single = state.selected_user ?? state.selected_channel ?? state.selected_conversation
  if (single) return idOption(single)
  const many = state.selected_users || state.selected_channels || state.selected_conversations
  if (many) return many.map(idOption)
  return state.selected_date_time ?? state.selected_date ?? state.selected_time ?? state.value ?? null
}

export function currentValue(surface, block, element) {
  const typed = surface.get(block.block_id, element.action_id)
  if (typed !== undefined) return typed
  const remembered = rememberedValue(surface.remembered?.[block.block_id]?.[element.action_id])
  return remembered !== undefined ? remembered : initialValue(element)
}

/** Options become their values. */
export function wireValue(value) {
  if (Array.isArray(value)) return value.map(wireValue)
  if (value && typeof value === 'object') return value.value
  return value ?? null
}

const isEmpty = (value) =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

const NUMBER = { integer: /^[+-]?\d+$/, decimal: /^[+-]?(\d+\.?\d*|\.\d+)$/ }

/** What is wrong with a value before it is sent: a sentence or null. */
export function complaint(block, element, value) {
  if (value && value.incomplete) return 'Please choose a date and a time.'
  if (isEmpty(value)) return block.optional ? null : 'Please complete this required field.'
  if (!TEXT_INPUTS.has(element.type)) return null
  const text = String(value)
  if (!text.trim() && !block.optional) return 'Please complete this required field.'
  if (element.min_length && text.length < element.min_length)
    return `Please enter at least ${element.min_length} characters.`
  if (element.max_length && text.length > element.max_length)
    return `Please enter at most ${element.max_length} characters.`
  if (element.type === 'url_text_input' && !isUrl(text)) return 'Please enter a valid link, like https://example.com.'
  if (element.type === 'email_text_input' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text))
    return 'Please enter a valid email address.'
  if (element.type === 'number_input') return numberComplaint(element, text.trim())
  return null
}

function numberComplaint(element, text) {
  if (!NUMBER[element.is_decimal_allowed ? 'decimal' : 'integer'].test(text))
    return element.is_decimal_allowed ? 'Please enter a number.' : 'Please enter a whole number.'
  if (element.min_value !== undefined && Number(text) < Number(element.min_value))
    return `Please enter a number of at least ${element.min_value}.`
  if (element.max_value !== undefined && Number(text) > Number(element.max_value))
    return `Please enter a number of at most ${element.max_value}.`
  return null
}

function isUrl(text) {
  try {
    return /^https?:$/.test(new URL(text).protocol)
  } catch {
    return false
  }
}
