// Text, link, email and number fields.

import { h } from './dom.js'
import { textOf } from './text.js'
import { currentValue } from './values.js'

const TYPES = { url_text_input: 'url', email_text_input: 'email', number_input: 'text', plain_text_input: 'text' }
const KEYBOARDS = { url_text_input: 'url', email_text_input: 'email' }

export function textField(spec, block, surface, field) {
  const triggers = spec.dispatch_action_config?.trigger_actions_on || ['on_enter_pressed']
  const acts = !field.inInput || block.dispatch_action
  const initial = currentValue(surface, block, spec) ?? ''
  let timer = null
  const send = () => {
    clearTimeout(timer)
    surface.act(block, spec, input.value)
  }
  const attributes = {
    class: `text-input${spec.multiline ? ' text-area' : ''}`,
    placeholder: textOf(spec.placeholder) || null,
    autocomplete: 'off',
    'data-focus': field.focus,
    dir: 'auto',
    ...field.attributes,
    value: initial,
    oninput: () => {
      surface.set(block.block_id, spec.action_id, input.value)
      count()
      if (spec.multiline) grow()
      if (acts && triggers.includes('on_character_entered')) {
        clearTimeout(timer)
        const before = surface.timesLeft
        timer = setTimeout(() => surface.timesLeft === before && send(), 400)
      }
    },
    onkeydown: (event) => {
      if (event.key !== 'Enter' || event.isComposing || (spec.multiline && !event.metaKey && !event.ctrlKey)) return
      if (acts && triggers.includes('on_enter_pressed')) {
        event.preventDefault()
        event.stopPropagation()
        send()
      }
    },
  }
  const input = spec.multiline
    ? h('textarea', { rows: '4', ...attributes })
    : h('input', {
        type: TYPES[spec.type],
        inputmode:
          spec.type === 'number_input' ? (spec.is_decimal_allowed ? 'decimal' : 'numeric') : KEYBOARDS[spec.type],
        ...attributes,
      })
  const limit = spec.max_length
  const counter = limit || spec.min_length ? h('span', { class: 'counter', 'aria-hidden': 'true' }) : null
  count()
  if (spec.multiline) requestAnimationFrame(grow)
  return h('div', { class: 'text-field' }, input, counter)

  function count() {
    if (!counter) return
    const length = input.value.length
    counter.textContent = limit ? `${limit - length}` : length < spec.min_length ? `${length}/${spec.min_length}` : ''
    counter.title = limit ? `${length} of ${limit} characters` : ''
    counter.classList.toggle(
      'over',
      Boolean((limit && length > limit) || (spec.min_length && length && length < spec.min_length)),
    )
    counter.hidden = Boolean(limit && length < limit * 0.5 && limit > 200)
  }

  function grow() {
    input.style.height = 'auto'
    input.style.height = `${Math.min(320, Math.max(96, input.scrollHeight + 2))}px`
  }
}
