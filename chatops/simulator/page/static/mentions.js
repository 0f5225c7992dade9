// The small inline things text can hold: links, people, channels, groups, dates, emoji.
// `reader` is {zone, me, user(id), channel(id), group(id)}.

import { h } from './dom.js'
import { emojiOf } from './emoji.js'
import { fullTime, tokens } from './time.js'
import { routeOfLink, visit } from './route.js'

const SAFE = /^(https?:\/\/|mailto:)/i

/** A link, or only its label when the address is not one a browser should follow. */
export function linkNode(url, label) {
  const text = label || url.replace(/^mailto:/i, '')
  const route = routeOfLink(url)
  if (!SAFE.test(url) && !route) return document.createTextNode(label && label !== url ? `${label} (${url})` : url)
  const node = h('a', { class: 'link', href: url, target: '_blank', rel: 'noopener noreferrer' }, text)
  if (route) {
    node.addEventListener('click', (event) => {
      event.preventDefault()
      visit({ channel: route.channel, thread: route.thread, home: route.home })
    })
  }
  return node
}

export function userNode(id, reader, label) {
  const user = reader.user(id)
  const name = user ? user.display_name || user.real_name || user.name : label || id
  return h(
    'span',
    { class: `mention${id === reader.me ? ' mention-me' : ''}`, title: user ? user.title || user.real_name : null },
    `@${name.replace(/^@/, '')}`,
  )
}

export function channelNode(id, reader, label) {
  const channel = reader.channel(id)
  const name = channel ? channel.name : label || 'private-channel'
  if (!channel) return h('span', { class: 'mention' }, `#${name}`)
  return h(
    'button',
    { class: 'mention mention-link', type: 'button', onclick: () => visit({ channel: id, thread: null, home: false }) },
    `#${name}`,
  )
}

export function groupNode(id, reader, label) {
  const group = reader.group(id)
  const name = group ? group.handle || group.name : label || id
  return h('span', { class: 'mention' }, `@${name.replace(/^@/, '')}`)
}

export const broadcastNode = (range) => h('span', { class: 'mention mention-me' }, `@${range}`)

export function dateNode(seconds, pattern, fallback, reader, url) {
  const valid = Number.isFinite(seconds)
  const text = valid ? tokens(seconds, pattern, reader.zone) : fallback || ''
  const node = h(
    'time',
    {
      class: 'date',
      datetime: valid ? new Date(seconds * 1000).toISOString() : null,
      title: valid ? fullTime(seconds, reader.zone) : null,
    },
    text,
  )
  if (!url || !SAFE.test(url)) return node
  const link = linkNode(url, text)
  link.title = node.title
  return link
}

export function emojiNode(name, character) {
  const known = character || emojiOf(name)
  if (!known) return document.createTextNode(`:${name}:`)
  return h(
    'span',
    { class: 'emoji', role: 'img', 'aria-label': `${name.replace(/_/g, ' ')} emoji`, title: `:${name}:` },
    known,
  )
}
