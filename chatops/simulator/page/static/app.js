// The page: puts the parts together and draws them again whenever something changed.

import { announce, h, isPhone, reconcile } from './dom.js'
import { icon } from './icons.js'
import { authorOf } from './avatar.js'
import { createConversation } from './conversation.js'
import { createExtras } from './extras.js'
import { createHome } from './home.js'
import { createModal } from './modal.js'
import { createPerson } from './person.js'
import { createSidebar } from './sidebar.js'
import { createThread } from './thread.js'
import { closeMenu } from './popup.js'
import { plainOf } from './mrkdwn.js'
import {
  app,
  changed,
  channelTitle,
  displayName,
  openChannel,
  reader,
  retryNow,
  start,
  store,
  subscribe,
} from './state.js'
import { forgetNotes } from './notes.js'
import { forgetFuture } from './unread.js'

const find = (id) => document.getElementById(id)
const root = find('app')
const main = find('main')
const connection = find('connection')

const conversation = createConversation(main)
const home = createHome(main)
const thread = createThread(find('thread'))
const modal = createModal(find('modal'))
const drawExtras = createExtras(find('extras'))
const drawPerson = createPerson(find('person'))
const drawSidebar = createSidebar(find('sidebar'))

function draw() {
  root.dataset.screen = store.route.home || store.route.channel ? (store.route.thread ? 'thread' : 'channel') : 'list'
  drawConnection()
  drawExtras()
  drawPerson()
  drawMain()
  drawSidebar()
  thread.draw()
  placeThread()
  modal.draw()
  tellNews()
}

/** The main pane gets narrower when a thread opens; its first message stays in view. */
function placeThread() {
  const on = !find('thread').hidden
  const opened = on && !root.classList.contains('with-thread')
  root.classList.toggle('with-thread', on)
  if (!opened) return
  thread.showReplies()
  const message = main.querySelector(`[data-ts="${CSS.escape(store.route.thread)}"]`)
  ;(message?.querySelector('.reply-bar') || message)?.scrollIntoView({ block: 'nearest' })
}

function drawMain() {
  if (!store.route.home) home.leave()
  const channel = store.data && !store.problem ? openChannel() : null
  if (store.route.home && store.data?.me) {
    conversation.forget()
    document.title = `${app().name} - ${store.data.team?.name || 'Local workspace'}`
    home.draw()
  } else if (channel) {
    document.title = `${channelTitle(channel)} - ${store.data.team?.name || 'Local workspace'}`
    if (isPhone() && !store.route.channel) return
    conversation.draw(channel)
  } else {
    conversation.forget()
    reconcile(main, [emptyState()])
  }
}

function emptyState() {
  const state = (key, mark, title, text, busy) => ({
    key: `empty-${key}`,
    sig: title + text,
    build: () =>
      h(
        'div',
        { class: `empty${busy ? ' waiting' : ''}`, 'data-testid': `state-${key}`, role: busy ? 'status' : null },
        h('span', { class: 'empty-mark' }, icon(mark)),
        h('h1', null, title),
        h('p', null, text),
      ),
  })
  if (store.problem)
    return state(
      'problem',
      'warning',
      'This person cannot be shown',
      `${store.problem} Choose somebody else at the top.`,
    )
  if (!store.data && store.connection === 'away')
    return state('away', 'warning', 'The workspace is not running', 'Start it again; this page connects by itself.')
  if (!store.data) return state('loading', 'reply', 'Opening the workspace…', '', true)
  if (store.route.channel)
    return state(
      'missing',
      'lock',
      'Nothing to see here',
      'This conversation does not exist, or this person is not a member of it.',
    )
  return state('none', 'hash', 'No conversations yet', 'This person is not a member of any channel.')
}

function drawConnection() {
  const away = store.connection === 'away'
  root.classList.toggle('away', away)
  reconcile(
    connection,
    away
      ? [
          {
            key: 'away',
            sig: 'away',
            build: () =>
              h(
                'div',
                { class: 'connection-text' },
                icon('warning'),
                h('span', null, 'The workspace cannot be reached. Trying again…'),
                h('button', { type: 'button', class: 'text-button', onclick: retryNow }, 'Try now'),
              ),
          },
        ]
      : [],
  )
}

let heard = null // {me, newest}

/** Read new messages of others to screen readers. */
function tellNews() {
  if (!store.data?.me) return
  let newest = '0'
  const news = []
  for (const channel of store.data.channels) {
    for (const message of store.data.messages[channel.id] || []) {
      if (message.ts > newest) newest = message.ts
      if (heard?.me === store.data.me && message.ts > heard.newest && message.user !== store.data.me)
        news.push([channel, message])
    }
  }
  if (heard?.me !== store.data.me) forgetFuture()
  const restarted = heard?.me === store.data.me && newest < heard.newest
  heard = { me: store.data.me, newest }
  if (restarted) {
    forgetNotes()
    changed()
  }
  for (const [channel, message] of news.slice(-3)) {
    announce(
      `${displayName(authorOf(message))} in ${channelTitle(channel)}: ${plainOf(message.text || 'a new message', reader()).slice(0, 200)}`,
    )
  }
}

find('skip').addEventListener('click', (event) => {
  event.preventDefault()
  main.focus()
})
window.addEventListener('hashchange', closeMenu)
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') draw()
})
window.matchMedia('(max-width: 760px)').addEventListener('change', draw)
subscribe(draw)
start()
draw()
