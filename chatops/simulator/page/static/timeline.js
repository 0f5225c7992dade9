// A list of messages: days, the line before what is new, grouping, and staying at the bottom.

import { h, reconcile } from './dom.js'
import { authorOf } from './avatar.js'
import { messageNode } from './message.js'
import { isDismissed, notesOf, warningOf } from './notes.js'
import { directorySignature, store, zone } from './state.js'
import { messageKey } from './surface.js'
import { dayTitle, isoDate } from './time.js'

const isReply = (message) => Boolean(message.thread_ts) && message.thread_ts !== message.ts

/** All messages of a conversation, the page's own notes among them, oldest first. */
export function messagesOf(channel) {
  const person = store.data.me
  return [...(store.data.messages[channel.id] || []), ...notesOf(person, channel.id)]
    .filter((message) => !message.ephemeral_for || !isDismissed(person, channel.id, message.ts))
    .sort((a, b) => Number(a.ts) - Number(b.ts) || (a.ts < b.ts ? -1 : 1))
}

export const rootsOf = (messages) => messages.filter((message) => !isReply(message) || message.reply_broadcast)
export const repliesOf = (messages, ts) => messages.filter((message) => message.thread_ts === ts && isReply(message))

/** Draw messages into an <ol>. `look` is {inThread, all: every message of the channel, newAfter: ts}. */
export function drawMessages(list, channel, messages, look) {
  const directory = directorySignature()
  const items = []
  const seen = new Set()
  let before = null
  let marked = false
  for (const message of messages) {
    const day = isoDate(Number(message.ts), zone())
    const newDay = !before || isoDate(Number(before.ts), zone()) !== day
    if (newDay && !look.inThread)
      items.push({ key: `day-${day}`, sig: dayTitle(Number(message.ts), zone()), build: () => dayNode(message) })
    const isNew = look.newAfter && !marked && message.ts > look.newAfter && message.user !== store.data.me
    if (isNew) {
      marked = true
      items.push({ key: 'new', sig: 'new', build: newNode })
    }
    const replies = look.inThread ? [] : repliesOf(look.all, message.ts).filter((reply) => !reply.ephemeral_for)
    const compact = !newDay && !isNew && follows(before, message)
    const key = `${message.ts}${message.ephemeral_for ? '-e' : ''}`
    if (!seen.has(key)) {
      seen.add(key)
      items.push({
        key,
        sig: JSON.stringify([
          message,
          compact,
          look.inThread,
          replies.map((reply) => [reply.ts, reply.user]),
          warningOf(messageKey(channel.id, message.ts)),
          directory,
        ]),
        build: () => messageNode(channel, message, { compact, inThread: look.inThread, replies }),
      })
    }
    before = message
  }
  reconcile(list, items)
}

function follows(before, message) {
  if (!before || before.user !== message.user || message.blocks?.length > 2 || before.blocks?.length > 2) return false
  if (before.ephemeral_for || message.ephemeral_for || authorOf(before).id !== authorOf(message).id) return false
  return Number(message.ts) - Number(before.ts) < 300
}

const dayNode = (message) => h('li', { class: 'day' }, h('span', null, dayTitle(Number(message.ts), zone())))
const newNode = () => h('li', { class: 'new-line' }, h('span', null, 'New'))

/** Whether the newest message is in sight, or nearly. */
export const isAtEnd = (scroller) => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 60

/** Runs `update`, then keeps the scroller at its end if it was there. */
export function keepingEnd(scroller, update, force = false) {
  const atEnd = force || isAtEnd(scroller)
  update()
  if (atEnd) scroller.scrollTop = scroller.scrollHeight
}
