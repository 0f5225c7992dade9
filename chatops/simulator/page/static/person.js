// "You are": who this tab is, and the menu to become someone else.

import { h, reconcile } from './dom.js'
import { icon } from './icons.js'
import { avatar, badgeNodes, badgesOf } from './avatar.js'
import { fetchState } from './api.js'
import { openMenu } from './popup.js'
import { go, readRoute } from './route.js'
import { displayName, isPerson, store, userOf } from './state.js'
import { clock, now, zoneName } from './time.js'
import { unreadOf } from './unread.js'

export function createPerson(host) {
  return function draw() {
    const users = store.data?.users || []
    const user = store.data ? userOf(store.data.me || store.route.user) : null
    reconcile(host, [
      {
        key: 'switch',
        sig: JSON.stringify([user, users.length, store.route.user]),
        build: () =>
          h(
            'button',
            {
              type: 'button',
              class: 'person',
              'data-testid': 'person-switch',
              'data-focus': 'person',
              'aria-haspopup': 'menu',
              'aria-expanded': 'false',
              disabled: !users.length,
              'aria-label': `You are: ${user ? [displayName(user), user.title, ...badgesOf(user)].filter(Boolean).join(' ') : 'nobody yet'}`,
              onclick: (event) => choose(event.currentTarget),
            },
            h('span', { class: 'person-lead' }, 'You are:'),
            user ? avatar(user, 'small') : null,
            h(
              'span',
              { class: 'person-text' },
              h('span', { class: 'person-name' }, user ? displayName(user) : store.route.user || 'choose a person'),
              user?.title ? h('span', { class: 'person-title' }, user.title) : null,
            ),
            user ? badgeNodes(user) : null,
            icon('down'),
          ),
      },
    ])
  }
}

const GROUPS = ['People', 'Guests and people of other organisations', 'Deactivated', 'Apps']
const groupOf = (user) =>
  user.is_bot ? 3 : user.deleted ? 2 : user.external || user.is_restricted || user.is_ultra_restricted ? 1 : 0

async function choose(anchor) {
  const users = store.data.users
    .filter((user) => user.id !== 'USLACKBOT')
    .sort((a, b) => groupOf(a) - groupOf(b) || displayName(a).localeCompare(displayName(b)))
  const items = (waiting) =>
    users.map((user) => ({
      group: GROUPS[groupOf(user)],
      checked: user.id === store.data?.me,
      testid: `person-${user.id}`,
      name: [displayName(user), user.title, ...badgesOf(user)].filter(Boolean).join(', '),
      content: row(user, waiting.get(user.id)),
      select: () => become(user),
    }))
  openMenu(anchor, 'You are', items(new Map()), { align: 'end', className: 'person-menu' })
  const waiting = await unreadOfAll().catch(() => new Map())
  for (const [id, count] of waiting) {
    const slot = document.querySelector(`.person-menu [data-testid="person-${CSS.escape(id)}"] .person-side`)
    if (slot && count)
      slot.prepend(h('span', { class: 'side-count', title: `${count} unread direct messages` }, String(count)))
  }
}

function row(user) {
  return [
    avatar(user, 'medium'),
    h(
      'span',
      { class: 'menu-text' },
      h('span', { class: 'menu-label' }, h('span', { dir: 'auto' }, displayName(user)), ' ', badgeNodes(user)),
      h('span', { class: 'menu-detail' }, user.title || (isPerson(user) ? '' : 'App')),
    ),
    h(
      'span',
      { class: 'person-side' },
      user.tz && !user.is_bot
        ? h(
            'span',
            { class: 'person-clock' },
            clock(now(), user.tz),
            h('span', { class: 'person-zone' }, zoneName(now(), user.tz)),
          )
        : null,
    ),
  ]
}

/** How many direct messages wait for each person in this tab: helps to see whose turn it is. */
async function unreadOfAll() {
  const all = await fetchState(null)
  const counts = new Map()
  for (const channel of all.channels) {
    if (channel.kind !== 'im') continue
    for (const person of channel.members || []) {
      if (person === store.data.me || all.users.find((user) => user.id === person)?.is_bot) continue
      const messages = (all.messages[channel.id] || []).filter(
        (message) => !message.ephemeral_for || message.ephemeral_for === person,
      )
      counts.set(person, (counts.get(person) || 0) + unreadOf(person, channel, messages).count)
    }
  }
  return counts
}

/** Stay where one is if the other person can be there too; otherwise start at their first conversation. */
function become(user) {
  const route = readRoute()
  const channel = store.data.channels.find((item) => item.id === route.channel)
  const shared = channel && channel.kind !== 'im' && channel.members.includes(user.id)
  go({ user: user.id, home: route.home, channel: shared ? channel.id : null, thread: shared ? route.thread : null })
}
