// The pane at the right: one message, its replies, and where to add one.

import { h, reconcile } from './dom.js'
import { icon } from './icons.js'
import { createComposer } from './composer.js'
import { closedReason } from './conversation.js'
import { addNote } from './notes.js'
import { post } from './api.js'
import { visit } from './route.js'
import { channelTitle, openChannel, refresh, store } from './state.js'
import { drawMessages, keepingEnd, messagesOf, repliesOf } from './timeline.js'

export function createThread(host) {
  let shown = null
  let toEnd = false
  const where = h('span', { class: 'thread-where' })
  const header = h(
    'header',
    { class: 'pane-header thread-header' },
    h(
      'div',
      { class: 'pane-title-row' },
      h(
        'button',
        { type: 'button', class: 'tool back', 'aria-label': 'Back to the conversation', onclick: close },
        icon('back'),
      ),
      h('h2', { class: 'pane-title' }, 'Thread', where),
      h(
        'button',
        { type: 'button', class: 'tool thread-close', 'aria-label': 'Close thread', onclick: close },
        icon('close'),
      ),
    ),
  )
  const root = h('ol', { class: 'messages', 'aria-label': 'First message of the thread' })
  const count = h('div', { class: 'reply-rule' })
  const list = h('ol', { class: 'messages', 'aria-label': 'Replies', 'data-testid': 'thread-messages' })
  const scroller = h('div', { class: 'scroller thread-scroller', tabindex: '-1' }, root, count, list)
  const composer = createComposer({ label: 'Reply', commands: false, send })
  host.replaceChildren(header, scroller, composer.node)
  host.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) close()
  })

  function close() {
    const { thread } = store.route
    visit({ thread: null })
    document
      .querySelector(
        `#main [data-ts="${CSS.escape(thread || '')}"] [data-focus="replies"], #main [data-ts="${CSS.escape(thread || '')}"] [data-focus="reply"]`,
      )
      ?.focus()
  }

  async function send(text) {
    const channel = openChannel()
    const { thread } = store.route
    if (/^\/\S/.test(text)) {
      addNote(store.data.me, channel.id, `${text.split(/\s/)[0]} is not supported in threads. Sorry!`, thread)
      return
    }
    toEnd = true
    await post('messages', { user: store.data.me, channel: channel.id, text, thread_ts: thread })
    await refresh()
  }

  function draw() {
    const channel = store.data ? openChannel() : null
    const ts = store.route.thread
    host.hidden = !(channel && ts)
    if (host.hidden) {
      shown = null
      return
    }
    const place = `${store.data.me}|${channel.id}|${ts}`
    const opened = place !== shown
    shown = place
    const all = messagesOf(channel)
    const first = all.find((message) => message.ts === ts)
    const replies = repliesOf(all, ts)
    where.textContent = channel.kind === 'im' ? channelTitle(channel) : `#${channel.name}`
    keepingEnd(
      scroller,
      () => {
        drawMessages(root, channel, first ? [first] : [], { inThread: true, all })
        reconcile(count, [
          first
            ? {
                key: 'count',
                sig: String(replies.length),
                build: () =>
                  h(
                    'span',
                    null,
                    replies.length === 1 ? '1 reply' : replies.length ? `${replies.length} replies` : 'No replies yet',
                  ),
              }
            : {
                key: 'gone',
                sig: 'gone',
                build: () => h('p', { class: 'empty-small' }, 'This message is not here, or not visible to you.'),
              },
        ])
        drawMessages(list, channel, replies, { inThread: true, all })
      },
      (opened && replies.length > 0) || toEnd,
    )
    toEnd = false
    composer.update({
      key: place,
      placeholder: 'Reply…',
      closed: first ? closedReason(channel) : 'There is nothing to reply to.',
    })
    if (opened) composer.input.focus({ preventScroll: true })
  }
  /** To be called when the pane has got its width. */
  function showReplies() {
    if (list.childElementCount) scroller.scrollTop = scroller.scrollHeight
  }
  return { draw, showReplies }
}
