// A way down to what arrived out of sight while somebody was reading further up.

import { h } from './dom.js'
import { icon } from './icons.js'

/** {node, draw}: the button shows when something newer than what was seen lies below. */
export function createWayDown(scroller, isAtEnd) {
  let place = null
  let newest = '0'
  let seen = '0'
  const label = h('span')
  const button = h(
    'button',
    { type: 'button', class: 'way-down', 'data-testid': 'way-down', onclick: goDown },
    icon('down'),
    label,
  )
  button.hidden = true
  scroller.addEventListener('scroll', () => isAtEnd() && arrived())

  function goDown() {
    scroller.scrollTop = scroller.scrollHeight
    arrived()
  }

  function arrived() {
    seen = newest
    button.hidden = true
  }

  /** Draw for the conversation `where`, whose messages are `messages`, oldest first. */
  function draw(where, messages) {
    newest = messages.at(-1)?.ts || '0'
    if (where !== place || isAtEnd()) {
      place = where
      return arrived()
    }
    const below = messages.filter((message) => message.ts > seen)
    const text = below.some((message) => message.ephemeral_for) ? 'An answer only you can see' : 'New messages'
    if (label.textContent !== text) label.textContent = text
    button.hidden = below.length === 0
  }
  return { node: h('div', { class: 'way-down-slot' }, button), draw }
}
