// What the composer offers while one types: slash commands, people, channels.

import { h } from './dom.js'
import { icon } from './icons.js'
import { avatar } from './avatar.js'
import { app, displayName, store } from './state.js'

const LIMIT = 8

/** {start, items: [{insert, name, node}], hint} for a text and a caret. */
export function suggestionsFor(text, caret, { commands }) {
  const typed = text.slice(0, caret)
  const command = /^\/\S*$/.exec(typed)
  if (command && commands)
    return {
      start: 0,
      items: app()
        .commands.filter((item) => item.command.startsWith(typed))
        .map(commandItem),
    }
  const hinted = commands && /^(\/\S+)\s/.exec(text)
  if (hinted) {
    const known = app().commands.find((item) => item.command === hinted[1])
    return { start: 0, items: [], hint: known?.usage_hint ? `${known.command} ${known.usage_hint}` : null }
  }
  const word = /(^|[\s(])([@#])([^\s@#]{0,30})$/.exec(typed)
  if (!word) return { start: 0, items: [] }
  const start = caret - word[3].length - 1
  const query = word[3].toLowerCase()
  if (word[2] === '@') {
    const people = store.data.users.filter(
      (user) =>
        !user.deleted &&
        [user.name, displayName(user), user.real_name].some((name) =>
          (name || '')
            .toLowerCase()
            .split(/[\s.]+/)
            .some((part) => part.startsWith(query)),
        ),
    )
    return { start, items: people.slice(0, LIMIT).map((user) => personItem(user, text.startsWith('/'))) }
  }
  return {
    start,
    items: store.data.channels
      .filter((channel) => channel.kind !== 'im' && channel.name.toLowerCase().includes(query))
      .slice(0, LIMIT)
      .map(channelItem),
  }
}

const commandItem = (item) => ({
  insert: `${item.command} `,
  name: item.command,
  node: h(
    'span',
    { class: 'suggest-command' },
    icon('bolt'),
    h(
      'span',
      { class: 'suggest-text' },
      h(
        'span',
        null,
        h('strong', null, item.command),
        item.usage_hint ? h('span', { class: 'suggest-hint' }, ` ${item.usage_hint}`) : null,
      ),
      item.description ? h('span', { class: 'suggest-detail' }, item.description) : null,
    ),
    h('span', { class: 'suggest-app' }, app().name),
  ),
})

// Commands find people by their handle; a message shows the name people read.
const personItem = (user, inCommand) => ({
  insert: `@${inCommand ? user.name : displayName(user)} `,
  name: displayName(user),
  node: h(
    'span',
    { class: 'suggest-command' },
    avatar(user, 'small'),
    h(
      'span',
      { class: 'suggest-text' },
      h('strong', null, displayName(user)),
      h('span', { class: 'suggest-detail' }, user.title || ''),
    ),
  ),
})

const channelItem = (channel) => ({
  insert: `#${channel.name} `,
  name: `#${channel.name}`,
  node: h(
    'span',
    { class: 'suggest-command' },
    icon(channel.kind === 'private' ? 'lock' : 'hash'),
    h('strong', null, channel.name),
  ),
})
