// Block Kit's interactive elements: which builder draws which, buttons and overflow menus.

import { h } from './dom.js'
import { icon } from './icons.js'
import { confirmed } from './confirm.js'
import { openMenu } from './popup.js'
import { routeOfLink, visit } from './route.js'
import { isSelect, select } from './selects.js'
import { choices } from './choices.js'
import { datePicker, dateTimePicker, timePicker } from './dates.js'
import { textField } from './textfields.js'
import { textNodes, textOf } from './text.js'
import { TEXT_INPUTS } from './values.js'

const BUILDERS = {
  button,
  overflow,
  datepicker: datePicker,
  timepicker: timePicker,
  datetimepicker: dateTimePicker,
  checkboxes: choices,
  radio_buttons: choices,
  workflow_button: button,
}

/** An interactive element. Without `field` it stands alone (accessory or actions block) and every change is an action. */
export function element(spec, block, surface, field) {
  const own = field || loneField(spec)
  if (isSelect(spec.type)) return select(spec, block, surface, own)
  if (TEXT_INPUTS.has(spec.type)) return textField(spec, block, surface, own)
  const build = BUILDERS[spec.type]
  return build ? build(spec, block, surface, own) : unsupported(`element: ${spec.type}`)
}

export const unsupported = (what) =>
  h('div', { class: 'unsupported', 'data-testid': 'unsupported' }, `unsupported ${what}`)

const NAMES = {
  datepicker: 'Date',
  timepicker: 'Time',
  datetimepicker: 'Date and time',
  checkboxes: 'Choices',
  radio_buttons: 'Choices',
}

function loneField(spec) {
  const label = spec.accessibility_label || textOf(spec.placeholder) || NAMES[spec.type] || 'Choose an option'
  return { attributes: { 'aria-label': label }, label, inInput: false, focus: `el-${spec.action_id}` }
}

function button(spec, block, surface) {
  const style = spec.style === 'primary' || spec.style === 'danger' ? ` ${spec.style}` : ''
  const busy = surface.isBusy(spec)
  const attributes = {
    class: `button${style}${busy ? ' is-busy' : ''}`,
    'aria-label': spec.accessibility_label,
    'aria-busy': busy ? 'true' : null,
    'data-busy-key': surface.busyKey(spec),
    'data-action-id': spec.action_id,
    'data-focus': `el-${spec.action_id}-${spec.value ?? ''}`,
  }
  const press = async (event) => {
    if (event.currentTarget.classList.contains('is-busy')) {
      event.preventDefault()
      return
    }
    if (spec.url) {
      followLink(spec, event)
      surface.act(block, spec, spec.value)
      return
    }
    if (await confirmed(spec.confirm, surface.reader)) surface.act(block, spec, spec.value)
  }
  if (spec.url && /^(https?:|mailto:|slack:)/i.test(spec.url)) {
    return h(
      'a',
      { ...attributes, href: spec.url, target: '_blank', rel: 'noopener noreferrer', onclick: press },
      h('span', { class: 'button-text' }, textNodes(spec.text, surface.reader)),
      icon('external', 'button-mark'),
    )
  }
  return h(
    'button',
    { ...attributes, type: 'button', onclick: press },
    h('span', { class: 'button-text' }, textNodes(spec.text, surface.reader)),
  )
}

/** Links of the workspace itself stay in this tab; all others open a new one. */
function followLink(spec, event) {
  const route = routeOfLink(spec.url)
  if (!route) return
  event.preventDefault()
  visit({ channel: route.channel, thread: route.thread, home: route.home })
}

function overflow(spec, block, surface) {
  return h(
    'button',
    {
      class: 'button button-icon',
      type: 'button',
      'aria-label': 'More options',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'data-busy-key': surface.busyKey(spec),
      'data-action-id': spec.action_id,
      'data-focus': `el-${spec.action_id}`,
      onclick: (event) =>
        openMenu(
          event.currentTarget,
          'More options',
          (spec.options || []).map((option) => ({
            label: textOf(option.text),
            detail: textOf(option.description),
            select: async () => {
              if (option.url && /^https?:/i.test(option.url)) window.open(option.url, '_blank', 'noopener')
              if (await confirmed(spec.confirm, surface.reader)) surface.act(block, spec, option.value)
            },
          })),
          { align: 'end' },
        ),
    },
    icon('more'),
  )
}
