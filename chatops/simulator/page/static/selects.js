// Block Kit's select menus, single and multi, built on the combobox.

import { combobox } from './combobox.js'
import { confirmed } from './confirm.js'
import { currentValue, wireValue } from './values.js'
import { displayName, store } from './state.js'
import { textOf } from './text.js'

const PLACEHOLDERS = {
  static: 'Choose an option',
  external: 'Start typing…',
  users: 'Choose a person',
  channels: 'Choose a channel',
  conversations: 'Choose a conversation',
}

export const isSelect = (type) => /^(multi_)?(static|external|users|channels|conversations)_select$/.test(type)

/** `field` carries the accessible wiring of an input block: {attributes, label}. */
export function select(element, block, surface, field) {
  const [, multi, source] = /^(multi_)?(\w+)_select$/.exec(element.type)
  const acts = !field.inInput || block.dispatch_action
  return combobox({
    multi: Boolean(multi),
    max: element.max_selected_items,
    reader: surface.reader,
    keepsChoice: !field.inInput || !block.optional,
    placeholder: textOf(element.placeholder) || PLACEHOLDERS[source],
    attributes: field.attributes,
    focus: field.focus,
    busyKey: surface.busyKey(element),
    chosen: currentValue(surface, block, element),
    labelOf: source === 'static' || source === 'external' ? null : directoryLabel,
    minQuery: source === 'external' ? (element.min_query_length ?? 3) : 0,
    delay: source === 'external' ? 250 : 0,
    search:
      { static: (query) => fixed(element, query), external: (query) => asked(element, block, surface, query) }[
        source
      ] || ((query) => directory(source, query)),
    onChange: async (value) => {
      surface.set(block.block_id, element.action_id, value)
      if (acts && (multi || value) && (await confirmed(element.confirm, surface.reader)))
        surface.act(block, element, wireValue(value))
    },
  })
}

const matches = (text, query) => text.toLowerCase().includes(query.trim().toLowerCase())

function fixed(element, query) {
  const groups = element.option_groups
    ? element.option_groups.map((group) => ({ label: textOf(group.label), options: group.options }))
    : [{ options: element.options || [] }]
  return groups
    .map((group) => ({
      ...group,
      options: group.options.filter(
        (option) => matches(textOf(option.text), query) || matches(group.label || '', query || '\n'),
      ),
    }))
    .filter((group) => group.options.length)
}

async function asked(element, block, surface, query) {
  const answer = await surface.options(block, element, query)
  if (answer.ok === false) throw new Error(answer.error || 'The choices could not be loaded.')
  if (answer.option_groups)
    return answer.option_groups.map((group) => ({ label: textOf(group.label), options: group.options }))
  return [{ options: answer.options || [] }]
}

function directoryLabel(option) {
  const user = store.data.users.find((item) => item.id === option.value)
  if (user) return displayName(user)
  const channel = store.data.channels.find((item) => item.id === option.value)
  return channel ? `#${channel.name}` : option.value
}

function directory(source, query) {
  const users = store.data.users
    .filter((user) => !user.deleted)
    .map((user) => ({ value: user.id, description: user.title ? { type: 'plain_text', text: user.title } : null }))
  const channels = store.data.channels
    .filter((channel) => channel.kind !== 'im')
    .map((channel) => ({ value: channel.id }))
  const all = source === 'users' ? users : source === 'channels' ? channels : [...channels, ...users]
  return [{ options: all.filter((option) => matches(directoryLabel(option), query)) }]
}
