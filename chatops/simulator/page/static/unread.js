// What each person has not read yet, kept in this tab only.

import { store } from './state.js'
import { now } from './time.js'

const KEY = 'workspace-read'

function readAll() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) || {}
  } catch {
    return {}
  }
}

let marks = readAll()

const name = (person, place) => `${person}|${place}`

/** Everything up to the newest message of this place has been seen. Returns true when that is news. */
export function markRead(person, place, messages) {
  const newest = messages.reduce((last, message) => (message.ts > last ? message.ts : last), '0')
  const key = name(person, place)
  if ((marks[key] || '') >= newest) return false
  marks[key] = newest
  try {
    sessionStorage.setItem(KEY, JSON.stringify(marks))
  } catch {
    /* private mode */
  }
  return true
}

export const lastRead = (person, place) => marks[name(person, place)] || '0'

const mentions = (message, person) => {
  const text = `${message.text || ''}${message.blocks ? JSON.stringify(message.blocks) : ''}`
  return (
    text.includes(`<@${person}>`) || text.includes(`"user_id":"${person}"`) || /<!(here|channel|everyone)>/.test(text)
  )
}

/** {count: what deserves a number, any: whether anything is new} of one conversation. */
export function unreadOf(person, channel, messages) {
  const read = lastRead(person, channel.id)
  let count = 0
  let any = false
  for (const message of messages) {
    if (message.ts <= read || message.user === person) continue
    const reply = message.thread_ts && message.thread_ts !== message.ts
    const mentioned = mentions(message, person)
    if (reply && !mentioned && channel.kind !== 'im' && !follows(person, message.thread_ts, messages)) continue
    any = true
    if (channel.kind === 'im' || mentioned || message.ephemeral_for) count += 1
  }
  return { count, any }
}

const follows = (person, thread, messages) =>
  messages.some((message) => (message.ts === thread || message.thread_ts === thread) && message.user === person)

/** After a reset of the workspace old marks would hide new messages. */
export function forgetFuture() {
  const newest = Object.values(store.data?.messages || {})
    .flat()
    .reduce((last, message) => (message.ts > last ? message.ts : last), '0')
  const limit = Math.max(Number(newest), now()) + 60
  marks = Object.fromEntries(Object.entries(marks).filter(([, ts]) => Number(ts) <= limit))
}
