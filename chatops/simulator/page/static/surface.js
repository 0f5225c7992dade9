// A surface is where blocks live: a message, a modal or the App Home. It keeps what people chose or typed there,
// and sends their actions to the app.

import { post } from './api.js'
import { setWarning } from './notes.js'
import { reader, refresh, store } from './state.js'
import { toast } from './dom.js'
import { wireValue } from './values.js'

export const TROUBLE = 'We had some trouble connecting. Try again?'

const values = new Map() // surface key -> {block_id: {action_id: what was typed or chosen}}
const busy = new Set()

class Surface {
  constructor(kind, key, target) {
    this.kind = kind // message | modal | home
    this.key = key
    this.target = target // how the server finds it
    this.person = store.data.me
    this.reader = reader()
    this.handed = {}
    this.acting = new Set()
    this.isLeft = false
    this.timesLeft = 0 // what was typed before is told of no more: it went along
  }

  /** What was typed or chosen here; undefined when untouched. */
  get(blockId, actionId) {
    return values.get(this.key)?.[blockId]?.[actionId]
  }

  set(blockId, actionId, value) {
    const all = values.get(this.key) || {}
    all[blockId] = { ...all[blockId], [actionId]: value }
    values.set(this.key, all)
  }

  busyKey(element) {
    return `${this.key}|${element.action_id}|${element.value ?? ''}`
  }
  isBusy(element) {
    return busy.has(this.busyKey(element))
  }

  /** Tell the app about an action, unless this is being left. Answers true when the app acknowledged it. */
  async act(block, element, value) {
    const key = this.busyKey(element)
    if (busy.has(key) || this.isLeft) return false
    const done = this.tell(block, element, value, key)
    this.acting.add(done)
    try {
      return await done
    } finally {
      this.acting.delete(done)
    }
  }

  /** No further action is told of; those under way come to their end first. */
  async leave() {
    this.isLeft = true
    this.timesLeft += 1
    await Promise.all(this.acting)
  }

  async tell(block, element, value, key) {
    busy.add(key)
    showBusy(key, true)
    setWarning(this.key, null)
    try {
      await this.hand()
      const body = { user: this.person, ...this.target, action_id: element.action_id }
      if (block.block_id) body.block_id = block.block_id
      if (value !== undefined) body.value = value
      const answer = await post('actions', body)
      if (!answer.ok) this.warn(answer.error || TROUBLE)
      await refresh()
      return Boolean(answer.ok)
    } catch (error) {
      this.warn(error.message)
      refresh()
      return false
    } finally {
      busy.delete(key)
      showBusy(key, false)
    }
  }

  /** Hand over what was typed in a modal's other inputs: the app reads them together with an action. */
  async hand() {
    if (this.kind !== 'modal') return
    for (const block of this.blocks || []) {
      const actionId = block.element?.action_id
      const typed = block.type === 'input' ? this.get(block.block_id, actionId) : undefined
      if (typed === undefined || typed?.incomplete) continue
      const value = wireValue(typed)
      if (this.handed[block.block_id + actionId] === JSON.stringify(value)) continue
      const place = { user: this.person, ...this.target, action_id: actionId, block_id: block.block_id }
      await post('actions', { ...place, value, dispatch: false })
      this.handed[block.block_id + actionId] = JSON.stringify(value)
    }
  }

  warn(text) {
    if (this.kind === 'home') toast(text)
    setWarning(this.key, text)
  }

  /** The choices of a select that asks the app while the person types: options or option_groups. */
  options(block, element, query) {
    return post('options', {
      user: this.person,
      ...this.target,
      action_id: element.action_id,
      block_id: block.block_id,
      query,
    })
  }
}

function showBusy(key, on) {
  for (const node of document.querySelectorAll(`[data-busy-key="${CSS.escape(key)}"]`)) {
    node.classList.toggle('is-busy', on)
    if (on) node.setAttribute('aria-busy', 'true')
    else node.removeAttribute('aria-busy')
  }
}

export const messageKey = (channel, ts) => `${store.data.me}|${channel}|${ts}`
export const messageSurface = (channel, ts) => new Surface('message', messageKey(channel, ts), { channel, ts })
export const modalSurface = (view) => new Surface('modal', `${store.data.me}|${view.id}`, { view_id: view.id })
export const homeSurface = () => new Surface('home', `${store.data.me}|home`, { home: true })

export const forgetSurface = (key) => values.delete(key)
