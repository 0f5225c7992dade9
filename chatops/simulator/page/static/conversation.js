// The main pane for a channel or a direct message: header, messages, composer.

import { h, reconcile } from './dom.js'
import { icon } from './icons.js'
import { avatar, badgeNodes } from './avatar.js'
import { createComposer } from './composer.js'
import { addNote } from './notes.js'
import { openMenu } from './popup.js'
import { post } from './api.js'
import { visit } from './route.js'
import {
  app,
  appChannel,
  channelOf,
  channelTitle,
  displayName,
  isAppChannel,
  me,
  reader,
  refresh,
  store,
  userOf,
} from './state.js'
import { textNodes } from './text.js'
import { drawMessages, isAtEnd, keepingEnd, messagesOf, rootsOf } from './timeline.js'
import { lastRead, markRead } from './unread.js'
import { createWayDown } from './waydown.js'

/** Why a person cannot write here, or null. */
export function closedReason(channel) {
  const person = me()
  if (channel.is_archived) return 'This channel is archived. It can be read, but nothing can be added.'
  if (person?.deleted) return 'This account is deactivated. It cannot write here any more.'
  if (person?.is_bot) return 'Apps write through their own connection, not through this page.'
  if (person && !channel.members.includes(person.id))
    return `${displayName(person)} has not joined ${channel.name}, and can only read along.`
  return null
}

/** Send what was typed: a slash command or a message. */
async function send(channel, text) {
  const user = store.data.me
  if (text.startsWith('/')) {
    let failure = null
    try {
      const answer = await post('commands', { user, channel, text })
      const shown = JSON.stringify(answer.seen?.ephemeral || [])
      if (!answer.ok && answer.error && !shown.includes(answer.error)) failure = answer.error
    } catch (error) {
      if (error.status === null) throw error
      failure = error.message
    }
    await refresh()
    if (failure) addNote(user, channel, failure)
    return
  }
  await post('messages', { user, channel, text })
  await refresh()
}

export function createConversation(host) {
  let shown = null // person|channel
  let newAfter = null
  const header = h('header', { class: 'pane-header' })
  const list = h('ol', { class: 'messages', 'data-testid': 'messages' })
  const intro = h('div', { class: 'intro' })
  const scroller = h('div', { class: 'scroller', tabindex: '-1' }, intro, list)
  const composer = createComposer({
    label: 'Message',
    commands: true,
    send: (text) => {
      toEnd = true
      return send(store.route.channel || shown.split('|')[1], text)
    },
  })
  let toEnd = false
  new ResizeObserver(() => {
    if (atEnd) scroller.scrollTop = scroller.scrollHeight
  }).observe(scroller)
  let atEnd = true
  scroller.addEventListener('scroll', () => {
    atEnd = isAtEnd(scroller)
  })
  const wayDown = createWayDown(scroller, () => isAtEnd(scroller))

  function draw(channel) {
    if (host.firstElementChild !== header) host.replaceChildren(header, scroller, wayDown.node, composer.node)
    const place = `${store.data.me}|${channel.id}`
    const all = messagesOf(channel)
    const roots = rootsOf(all)
    const opened = shown !== place
    if (opened) {
      shown = place
      const read = lastRead(store.data.me, channel.id)
      newAfter =
        read !== '0' && all.some((message) => message.ts > read && message.user !== store.data.me) ? read : null
      list.replaceChildren()
    }
    list.setAttribute('aria-label', `Messages in ${channel.kind === 'im' ? channelTitle(channel) : `#${channel.name}`}`)
    drawHeader(header, channel)
    keepingEnd(
      scroller,
      () => {
        drawIntro(intro, channel, roots.length)
        drawMessages(list, channel, roots, { inThread: false, all, newAfter })
      },
      opened || toEnd,
    )
    toEnd = false
    wayDown.draw(place, roots)
    composer.update({
      key: place,
      placeholder: channel.kind === 'im' ? `Message ${channelTitle(channel)}` : `Message #${channel.name}`,
      closed: closedReason(channel),
    })
    if (document.visibilityState === 'visible') markRead(store.data.me, channel.id, all)
  }
  return {
    draw,
    composer,
    forget() {
      shown = null
    },
  }
}

function drawIntro(intro, channel, count) {
  const title = channel.kind === 'im' ? channelTitle(channel) : `#${channel.name}`
  const other = channel.kind === 'im' ? userOf(channel.with) : null
  const text =
    channel.kind === 'im'
      ? isAppChannel(channel)
        ? `What ${title} sends you appears here.`
        : `This is the beginning of your conversation with ${title}.`
      : `This is the very beginning of ${title}.`
  reconcile(intro, [
    {
      key: 'intro',
      sig: `${title}|${count === 0}|${text}|${channel.topic}`,
      build: () =>
        h(
          'div',
          { class: 'intro-box' },
          other
            ? avatar(other, 'huge')
            : h('span', { class: 'intro-mark' }, icon(channel.kind === 'private' ? 'lock' : 'hash')),
          h('h2', null, title),
          h('p', null, text),
          count === 0 ? h('p', { class: 'intro-empty', 'data-testid': 'empty' }, 'No messages yet.') : null,
        ),
    },
  ])
}

/** The header of a conversation; the app's conversation and its Home share one with tabs. */
export function drawHeader(header, channel, home = false) {
  const isApp = home || isAppChannel(channel)
  const other = isApp
    ? userOf(app().bot_user_id) || { id: app().bot_user_id, real_name: app().name, is_bot: true }
    : channel.kind === 'im'
      ? userOf(channel.with)
      : null
  const title = isApp ? app().name : channelTitle(channel)
  const back = h(
    'button',
    {
      type: 'button',
      class: 'tool back',
      'aria-label': 'Back to channels',
      onclick: () => visit({ channel: null, thread: null, home: false }),
    },
    icon('back'),
  )
  const main = [
    {
      key: 'main',
      sig: JSON.stringify([title, other, channel, isApp, reader().zone]),
      build: () =>
        h(
          'div',
          { class: 'pane-title-row' },
          back,
          h(
            'h1',
            { class: 'pane-title' },
            other ? avatar(other, 'small') : icon(channel.kind === 'private' ? 'lock' : 'hash'),
            h('span', { class: 'pane-name' }, title),
            isApp ? h('span', { class: 'badge badge-app' }, 'APP') : other ? badgeNodes(other) : null,
            channel?.is_ext_shared
              ? h('span', { class: 'badge badge-outsider', title: 'People of other organisations are here' }, 'shared')
              : null,
          ),
          h(
            'p',
            { class: 'topic', dir: 'auto' },
            other && !isApp
              ? other.title || ''
              : channel?.topic && !isApp
                ? textNodes({ type: 'mrkdwn', text: channel.topic }, reader())
                : '',
          ),
          channel && channel.kind !== 'im' ? membersButton(channel) : null,
        ),
    },
  ]
  if (isApp) main.push({ key: 'tabs', sig: `${home}|${appChannel()?.id}`, build: () => tabs(home) })
  reconcile(header, main)
}

function membersButton(channel) {
  return h(
    'button',
    {
      type: 'button',
      class: 'members',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'aria-label': `${channel.members.length} members`,
      'data-focus': 'members',
      onclick: (event) =>
        openMenu(
          event.currentTarget,
          'Members',
          channel.members
            .map((id) => userOf(id))
            .filter(Boolean)
            .map((user) => ({
              content: [
                avatar(user, 'small'),
                h(
                  'span',
                  { class: 'menu-text' },
                  h('span', { class: 'menu-label' }, displayName(user), ' ', badgeNodes(user)),
                  h('span', { class: 'menu-detail' }, user.title || ''),
                ),
              ],
              select: () => openDirect(user),
            })),
          { align: 'end' },
        ),
    },
    icon('people'),
    h('span', null, String(channel.members.length)),
  )
}

function openDirect(user) {
  const direct = store.data.channels.find((channel) => channel.kind === 'im' && channel.with === user.id)
  if (user.id === app().bot_user_id) visit({ home: true, channel: null, thread: null })
  else if (direct && channelOf(direct.id)) visit({ channel: direct.id, thread: null, home: false })
}

function tabs(home) {
  const messages = appChannel()
  const tab = (label, on, change, enabled = true) =>
    h(
      'button',
      {
        type: 'button',
        role: 'tab',
        class: 'tab',
        'aria-selected': String(on),
        'data-focus': `tab-${label}`,
        disabled: !enabled,
        title: enabled ? null : `${app().name} has not written to you yet`,
        onclick: () => visit(change),
      },
      label,
    )
  return h(
    'div',
    { class: 'tabs', role: 'tablist', 'aria-label': app().name },
    tab('Home', home, { home: true, channel: null, thread: null }),
    tab('Messages', !home, { home: false, channel: messages?.id, thread: null }, Boolean(messages)),
  )
}
