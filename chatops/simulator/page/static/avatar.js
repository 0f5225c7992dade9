// Initials on a coloured square, and the small badges that say what kind of account someone has.

import { h } from './dom.js'
import { displayName, store } from './state.js'

const SHADES = 10
const UNCHOSEN = '4a5568' // the colour of people for whom none was chosen

function shadeOf(id) {
  let sum = 7
  for (const character of id || '') sum = (sum * 31 + character.charCodeAt(0)) % 9973
  return sum % SHADES
}

const initials = (name) =>
  name
    .replace(/\(.*?\)/g, '')
    .split(/[\s._-]+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .map((word) => [...word][0].toUpperCase())
    .filter((_, index, all) => index === 0 || index === all.length - 1)
    .join('')

export function avatar(user, size = 'medium') {
  const name = user ? displayName(user) : '?'
  const colour = user?.avatar_colour || user?.color
  const node = h(
    'span',
    {
      class: `avatar avatar-${size} shade-${shadeOf(user?.id)}${user?.is_bot ? ' avatar-bot' : ''}${user?.deleted ? ' avatar-off' : ''}`,
      'aria-hidden': 'true',
    },
    initials(name) || '?',
  )
  if (/^#?[0-9a-f]{6}$/i.test(colour || '') && colour !== UNCHOSEN)
    node.style.backgroundColor = `#${colour.replace('#', '')}`
  return node
}

/** ['guest'], ['outsider'], ['bot'], ['deactivated'] ... */
export function badgesOf(user) {
  const badges = []
  if (user.is_bot) badges.push('bot')
  if (user.deleted) badges.push('deactivated')
  if (user.is_ultra_restricted) badges.push('single-channel guest')
  else if (user.is_restricted) badges.push('guest')
  if (user.external || (user.team_id && user.team_id !== store.data?.team?.id)) badges.push('outsider')
  return badges
}

export const badgeNodes = (user) =>
  badgesOf(user).map((text) => h('span', { class: `badge badge-${text.split(' ').pop()}` }, text))

/** Who wrote a message, even when the person is not in the list (Slackbot, a removed app). */
export function authorOf(message) {
  const user = store.data.users.find((item) => item.id === message.user)
  if (user) return user
  if (message.user === 'USLACKBOT') return { id: 'USLACKBOT', real_name: 'Slackbot', is_bot: true }
  if (message.bot && store.data.app)
    return { id: store.data.app.bot_user_id, real_name: store.data.app.name, is_bot: true }
  return {
    id: message.user || '?',
    real_name: message.username || message.user || 'Unknown',
    is_bot: Boolean(message.bot),
  }
}
