// The app's Home tab, as the app published it for this person.

import { h, reconcile, toast } from './dom.js'
import { icon } from './icons.js'
import { drawBlocks } from './blocks.js'
import { drawHeader } from './conversation.js'
import { warningOf } from './notes.js'
import { post } from './api.js'
import { app, refresh, store } from './state.js'
import { homeSurface, TROUBLE } from './surface.js'

export function createHome(host) {
  let opened = null // the person whose visit was told to the app
  let waiting = false
  const header = h('header', { class: 'pane-header' })
  const blocks = h('div', { class: 'home-blocks', 'data-testid': 'home' })
  const notice = h('div', { class: 'home-notice' })
  const scroller = h('div', { class: 'scroller home-scroller' }, notice, blocks)

  async function tellApp(person) {
    waiting = true
    try {
      const answer = await post('home', { user: person })
      if (!answer.ok) toast(answer.error || TROUBLE)
    } catch (error) {
      toast(error.message)
    }
    waiting = false
    await refresh()
    draw()
  }

  function draw() {
    if (!store.route.home || !store.data) return
    if (host.firstElementChild !== header) host.replaceChildren(header, scroller)
    drawHeader(header, null, true)
    const person = store.data.me
    if (opened !== person) {
      opened = person
      tellApp(person)
    }
    const home = store.data.home
    const warning = warningOf(`${person}|home`)
    const items = []
    if (warning)
      items.push({
        key: 'warning',
        sig: warning,
        build: () => h('div', { class: 'warning', role: 'alert' }, icon('warning'), h('span', null, warning)),
      })
    if (!home?.blocks?.length) items.push({ key: 'empty', sig: String(waiting), build: () => empty(waiting) })
    reconcile(notice, items)
    const surface = homeSurface()
    surface.remembered = home?.state?.values
    drawBlocks(blocks, home?.blocks || [], surface)
  }
  return {
    draw,
    leave() {
      opened = null
    },
  }
}

const empty = (waiting) =>
  h(
    'div',
    { class: 'empty', 'data-testid': 'home-empty' },
    h('span', { class: 'empty-mark' }, icon('home')),
    h('h2', null, waiting ? `Asking ${app().name}…` : 'No home yet'),
    h(
      'p',
      null,
      waiting
        ? 'The app is preparing this page for you.'
        : `${app().name} has not put anything here for you. If it is not running, start it and open this tab again.`,
    ),
  )
