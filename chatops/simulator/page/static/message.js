// One message: who, when, what, the buttons around it, and a warning when a click did not reach the app.

import { h, toast } from './dom.js'
import { icon } from './icons.js'
import { authorOf, avatar } from './avatar.js'
import { drawBlocks } from './blocks.js'
import { mrkdwn, plainOf } from './mrkdwn.js'
import { dismiss, warningOf } from './notes.js'
import { openMenu } from './popup.js'
import { post } from './api.js'
import { routeHash, visit } from './route.js'
import { app, displayName, reader, refresh, store, userOf } from './state.js'
import { messageKey, messageSurface, TROUBLE } from './surface.js'
import { clock, fullTime, tokens } from './time.js'

/** `look` is {compact, inThread, replies}; the result is a list item with data-ts. */
export function messageNode(channel, message, look) {
  const author = authorOf(message)
  const name = displayName(author)
  const view = reader()
  const surface = messageSurface(channel.id, message.ts)
  const warning = warningOf(messageKey(channel.id, message.ts))
  const compact = look.compact
  const seconds = Number(message.ts)
  const time = h(
    'time',
    { class: 'time', datetime: new Date(seconds * 1000).toISOString(), title: fullTime(seconds, view.zone) },
    clock(seconds, view.zone),
  )
  const preview = plainOf(message.text || '', view).slice(0, 140)
  return h(
    'li',
    {
      class: `message${compact ? ' compact' : ''}${message.ephemeral_for ? ' ephemeral' : ''}`,
      'data-ts': message.ts,
      'data-user': message.user,
      'data-testid': 'message',
      'data-ephemeral': message.ephemeral_for ? 'true' : null,
      'aria-label': `${name} at ${clock(seconds, view.zone)}${preview ? `: ${preview}` : ''}`,
    },
    message.ephemeral_for
      ? h(
          'div',
          { class: 'only-you' },
          icon('eye'),
          'Only visible to you',
          h(
            'button',
            {
              type: 'button',
              class: 'text-button',
              'data-focus': 'dismiss',
              onclick: () => dismiss(store.data.me, channel.id, message.ts),
            },
            'Dismiss',
          ),
        )
      : null,
    h('div', { class: 'message-side' }, compact ? time : avatar(author, 'large')),
    h(
      'div',
      { class: 'message-main' },
      compact
        ? null
        : h(
            'div',
            { class: 'message-head' },
            h('span', { class: 'author' }, name),
            message.bot || author.is_bot ? h('span', { class: 'badge badge-app' }, 'APP') : null,
            author.deleted ? h('span', { class: 'badge badge-deactivated' }, 'deactivated') : null,
            author.external ? h('span', { class: 'badge badge-outsider' }, 'outsider') : null,
            time,
          ),
      body(message, surface, view),
      warning
        ? h(
            'div',
            { class: 'warning', role: 'alert', 'data-testid': 'message-warning' },
            icon('warning'),
            h('span', null, warning),
          )
        : null,
      look.replies?.length ? replyBar(channel, message, look.replies, view.zone) : null,
    ),
    toolbar(channel, message, look),
  )
}

function body(message, surface, view) {
  const node = h('div', { class: 'message-body' })
  if (message.blocks?.length) drawBlocks(node, message.blocks, surface)
  else if (message.text) node.append(h('div', { class: 'message-text', dir: 'auto' }, mrkdwn(message.text, view)))
  for (const attachment of message.attachments || []) {
    const part = h('div', { class: 'attachment' })
    if (/^#?[0-9a-f]{6}$/i.test(attachment.color || ''))
      part.style.borderColor = `#${attachment.color.replace('#', '')}`
    if (attachment.blocks) drawBlocks(part, attachment.blocks, surface)
    else part.append(...mrkdwn(attachment.text || attachment.fallback || '', view))
    node.append(part)
  }
  for (const file of message.files || []) node.append(fileCard(file))
  if (message.edited) node.append(h('span', { class: 'edited' }, '(edited)'))
  return node
}

function fileCard(file) {
  const kind = (file.filetype || 'file').toUpperCase()
  return h(
    'a',
    { class: 'file', href: file.url_private_download, download: file.name, 'data-testid': 'file' },
    h('span', { class: 'file-kind', 'aria-hidden': 'true' }, kind),
    h(
      'span',
      { class: 'file-text' },
      h('span', { class: 'file-title' }, file.title),
      h('span', { class: 'file-size' }, `${kind}, ${sizeText(file.size)}`),
    ),
  )
}

const sizeText = (bytes) => (bytes < 1000 ? `${bytes} bytes` : `${(bytes / 1000).toFixed(bytes < 10000 ? 1 : 0)} kB`)

function replyBar(channel, message, replies, zone) {
  const people = [...new Set(replies.map((reply) => reply.user))].slice(-4)
  const last = replies[replies.length - 1]
  return h(
    'button',
    {
      type: 'button',
      class: 'reply-bar',
      'data-focus': 'replies',
      'data-testid': 'replies',
      onclick: () => visit({ channel: channel.id, thread: message.ts, home: false }),
    },
    people.map((id) => avatar(userOf(id) || authorOf({ user: id }), 'tiny')),
    h('span', { class: 'reply-count' }, `${replies.length} ${replies.length === 1 ? 'reply' : 'replies'}`),
    h('span', { class: 'reply-last' }, `Last reply ${tokens(Number(last.ts), '{date_short_pretty} at {time}', zone)}`),
  )
}

function toolbar(channel, message, look) {
  if (message.ephemeral_for) return null
  const root = message.thread_ts || message.ts
  const openThread = () => visit({ channel: channel.id, thread: root, home: false })
  return h(
    'div',
    { class: 'toolbar', role: 'toolbar', 'aria-label': 'Message actions' },
    look.inThread
      ? null
      : h(
          'button',
          {
            type: 'button',
            class: 'tool tool-reply',
            'aria-label': 'Reply in thread',
            title: 'Reply in thread',
            'data-focus': 'reply',
            onclick: openThread,
          },
          icon('reply'),
        ),
    h(
      'button',
      {
        type: 'button',
        class: 'tool',
        'aria-label': 'More actions',
        title: 'More actions',
        'aria-haspopup': 'menu',
        'aria-expanded': 'false',
        'data-focus': 'more',
        onclick: (event) => moreMenu(event.currentTarget, channel, message, look, openThread),
      },
      icon('more'),
    ),
  )
}

function moreMenu(anchor, channel, message, look, openThread) {
  const shortcuts = (app().shortcuts || []).filter((shortcut) => shortcut.type === 'message')
  openMenu(
    anchor,
    'Message actions',
    [
      ...(look.inThread ? [] : [{ label: 'Reply in thread', icon: 'reply', select: openThread }]),
      { label: 'Copy link', icon: 'link', select: () => copyLink(channel, message) },
      ...shortcuts.map((shortcut) => ({
        label: shortcut.name,
        detail: app().name,
        icon: 'bolt',
        group: 'Shortcuts',
        select: () => runShortcut(shortcut, { channel: channel.id, ts: message.ts }),
      })),
    ],
    { align: 'end' },
  )
}

async function copyLink(channel, message) {
  const route = { user: store.route.user, channel: channel.id, thread: message.thread_ts || null }
  try {
    await navigator.clipboard.writeText(location.origin + location.pathname + routeHash(route))
    toast('Link copied', 'info')
  } catch {
    toast('The link could not be copied.')
  }
}

/** Run a global shortcut, or a message shortcut on {channel, ts}. */
export async function runShortcut(shortcut, target = {}) {
  try {
    const answer = await post('shortcuts', { user: store.data.me, callback_id: shortcut.callback_id, ...target })
    if (!answer.ok) toast(answer.error || TROUBLE)
  } catch (error) {
    toast(error.message)
  }
  refresh()
}
