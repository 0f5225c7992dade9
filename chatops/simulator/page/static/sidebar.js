// The list of conversations of this person, with what is unread.

import { h, isPhone, reconcile, uniqueId } from './dom.js'
import { icon } from './icons.js'
import { avatar } from './avatar.js'
import { routeHash } from './route.js'
import { app, appChannel, channelTitle, isAppChannel, openChannel, store, userOf } from './state.js'
import { messagesOf } from './timeline.js'
import { unreadOf } from './unread.js'

export function createSidebar(host) {
  const head = h('div', { class: 'side-head' })
  const body = h('div', { class: 'side-body' })
  host.replaceChildren(head, body)

  return function draw() {
    if (!store.data) return
    const { team } = store.data
    reconcile(head, [
      {
        key: 'team',
        sig: team?.name || '',
        build: () =>
          h(
            'div',
            { class: 'team' },
            h('span', { class: 'team-mark', 'aria-hidden': 'true' }, (team?.name || 'W').slice(0, 1).toUpperCase()),
            h('span', { class: 'team-name' }, team?.name || 'Workspace'),
          ),
      },
    ])
    reconcile(body, store.data.me ? sections() : [])
  }
}

function sections() {
  const current = store.route.home ? 'home' : store.route.channel || (isPhone() ? null : openChannel()?.id)
  const byTitle = (a, b) => channelTitle(a).localeCompare(channelTitle(b))
  const channels = store.data.channels.filter((channel) => channel.kind !== 'im').sort(byTitle)
  const directs = store.data.channels.filter((channel) => channel.kind === 'im' && !isAppChannel(channel)).sort(byTitle)
  const items = [title('Channels'), ...channels.map((channel) => channelItem(channel, current))]
  if (!channels.length) items.push(nothing('channels', 'No channels for you here'))
  items.push(title('Direct messages'), ...directs.map((channel) => channelItem(channel, current)))
  if (!directs.length) items.push(nothing('directs', 'No conversations yet'))
  if (store.data.app) items.push(title('Apps'), appItem(current))
  return items
}

const title = (text) => ({ key: `title-${text}`, sig: text, build: () => h('h2', { class: 'side-title' }, text) })
const nothing = (key, text) => ({ key: `none-${key}`, sig: text, build: () => h('p', { class: 'side-none' }, text) })

function channelItem(channel, current) {
  const on = channel.id === current
  const unread = on ? { count: 0, any: false } : unreadOf(store.data.me, channel, messagesOf(channel))
  const name = channel.kind === 'im' ? channelTitle(channel) : `#${channel.name}`
  const other = channel.kind === 'im' ? userOf(channel.with) : null
  return link({
    key: channel.id,
    name,
    on,
    unread,
    muted: channel.is_archived || other?.deleted,
    testid: `channel-${channel.id}`,
    hash: routeHash({ user: store.route.user, channel: channel.id }),
    mark: () => (other ? avatar(other, 'tiny') : icon(channel.kind === 'private' ? 'lock' : 'hash')),
    text: channelTitle(channel),
    extra: [
      channel.kind === 'private' ? 'private' : '',
      channel.is_ext_shared ? 'shared with another organisation' : '',
      channel.is_archived ? 'archived' : '',
    ]
      .filter(Boolean)
      .join(', '),
    tag: channel.is_ext_shared ? 'shared' : channel.is_archived ? 'archived' : null,
    watch: other,
  })
}

function appItem(current) {
  const channel = appChannel()
  const bot = userOf(app().bot_user_id)
  const inside = channel && channel.id === current
  const unread = channel && !inside ? unreadOf(store.data.me, channel, messagesOf(channel)) : { count: 0, any: false }
  const target = unread.any ? { channel: channel.id } : { home: true }
  return link({
    key: 'app',
    name: app().name,
    on: current === 'home' || inside,
    unread,
    testid: 'app-link',
    hash: routeHash({ user: store.route.user, ...target }),
    mark: () => avatar(bot || { id: app().bot_user_id, real_name: app().name, is_bot: true }, 'tiny'),
    text: app().name,
    watch: bot,
  })
}

function link({ key, name, on, unread, muted, testid, hash, mark, text, extra, tag, watch }) {
  return {
    key,
    sig: JSON.stringify([name, on, unread, muted, hash, extra, watch]),
    build: () => {
      const detail = [unread.count ? `${unread.count} unread` : unread.any ? 'unread' : '', extra]
        .filter(Boolean)
        .join(', ')
      const id = detail ? uniqueId('side') : null
      return h(
        'a',
        {
          class: `side-link${on ? ' on' : ''}${unread.any ? ' unread' : ''}${muted ? ' muted' : ''}`,
          href: hash,
          'aria-label': name,
          'aria-current': on ? 'page' : null,
          'aria-describedby': id,
          'data-testid': testid,
          'data-focus': key,
        },
        mark(),
        h('span', { class: 'side-text' }, text),
        tag ? h('span', { class: 'side-tag', 'aria-hidden': 'true' }, tag) : null,
        unread.count
          ? h(
              'span',
              { class: 'side-count', 'aria-hidden': 'true', 'data-testid': 'unread-count' },
              unread.count > 99 ? '99+' : String(unread.count),
            )
          : unread.any
            ? h('span', { class: 'side-dot' })
            : null,
        detail ? h('span', { class: 'visually-hidden', id }, detail) : null,
      )
    },
  }
}
