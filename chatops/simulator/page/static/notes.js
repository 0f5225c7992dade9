// What the page itself tells one person: Slackbot's answers to commands that failed, and warnings beside messages.

import { changed, store } from './state.js'
import { now } from './time.js'

const notes = new Map() // person|channel -> messages
const hidden = new Set() // dismissed ephemeral messages
const warnings = new Map() // place of the action -> sentence

let serial = 0

/** An ephemeral message of the page, placed after what is there now. */
export function addNote(person, channel, text, thread = null) {
  const key = `${person}|${channel}`
  const known = (store.data?.messages[channel] || []).reduce((last, message) => Math.max(last, Number(message.ts)), 0)
  const ts = (Math.max(known, now()) + 0.000001 * (++serial % 100)).toFixed(6)
  const note = { ts, user: 'USLACKBOT', bot: true, text, thread_ts: thread, ephemeral_for: person, local: true }
  notes.set(key, [...(notes.get(key) || []), note])
  changed()
}

/** The workspace began again: what was said about the old one is void. */
export function forgetNotes() {
  notes.clear()
  warnings.clear()
}

export const notesOf = (person, channel) => notes.get(`${person}|${channel}`) || []

/** Hide an ephemeral message of this person. */
export function dismiss(person, channel, ts) {
  hidden.add(`${person}|${channel}|${ts}`)
  changed()
}

export const isDismissed = (person, channel, ts) => hidden.has(`${person}|${channel}|${ts}`)

export const warningOf = (place) => warnings.get(place) || null

export function setWarning(place, text) {
  if (text) warnings.set(place, text)
  else if (!warnings.delete(place)) return
  changed()
}
