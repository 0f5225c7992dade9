// What whoever runs the workspace added to it: their clock, and a menu of what they can do.

import { announce, h, reconcile, toast } from './dom.js'
import { icon } from './icons.js'
import { post } from './api.js'
import { openMenu } from './popup.js'
import { store, zone } from './state.js'
import { now, shortMoment, zoneName } from './time.js'

export function createExtras(host) {
  let ahead = 0 // their clock minus the workspace's, seconds
  let seen = null // the answer that `ahead` was taken from
  let busy = null // the label of the button that was pressed

  function draw() {
    const extras = store.data?.extras
    if (extras && seen !== extras) {
      seen = extras
      ahead = extras.now - now()
    }
    const moment = now() + ahead
    const shown = extras ? shortMoment(moment, zone()) : ''
    reconcile(
      host,
      extras
        ? [
            {
              key: 'extras',
              sig: JSON.stringify([extras.label, extras.buttons, shown, zone(), busy]),
              build: () => button(extras, shown, zoneName(moment, zone())),
            },
          ]
        : [],
    )
  }

  function button(extras, shown, name) {
    return h(
      'button',
      {
        type: 'button',
        class: `extras${busy ? ' busy' : ''}`,
        'data-testid': 'extras',
        'data-focus': 'extras',
        'aria-haspopup': 'menu',
        'aria-expanded': 'false',
        disabled: Boolean(busy),
        title: `${extras.label}: ${shown} ${name}`,
        'aria-label': `${extras.label}: ${shown} ${name}. ${busy ? `${busy} …` : 'Change it'}`,
        onclick: (event) => choose(event.currentTarget, extras),
      },
      icon('clock'),
      h('span', { class: 'extras-label' }, `${extras.label}:`),
      h('span', { class: 'extras-time' }, busy ? `${busy} …` : shown),
      icon('down'),
    )
  }

  function choose(anchor, extras) {
    const items = extras.buttons.map((label) => ({
      group: extras.label,
      label,
      testid: 'extra',
      select: () => press(label),
    }))
    openMenu(anchor, extras.label, items, { align: 'end' })
  }

  async function press(label) {
    busy = label
    draw()
    try {
      await post('extras', { label })
      announce(`${label}: done.`)
    } catch (error) {
      toast(error.message)
    }
    busy = null
    draw()
  }

  setInterval(draw, 10000)
  return draw
}
