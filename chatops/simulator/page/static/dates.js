// Date, time and date-time pickers: the browser's own, in the zone of the person who reads.

import { h } from './dom.js'
import { clock, isoDate, now, unixOf, zoneName } from './time.js'
import { confirmed } from './confirm.js'
import { currentValue } from './values.js'

function sender(spec, block, surface, field) {
  const acts = !field.inInput || block.dispatch_action
  return async (value) => {
    surface.set(block.block_id, spec.action_id, value)
    if (acts && value && !value.incomplete && (await confirmed(spec.confirm, surface.reader)))
      surface.act(block, spec, value)
  }
}

function single(type, spec, block, surface, field) {
  const send = sender(spec, block, surface, field)
  return h('input', {
    class: 'text-input date-input',
    type,
    value: currentValue(surface, block, spec) || '',
    'data-focus': field.focus,
    'data-busy-key': surface.busyKey(spec),
    ...field.attributes,
    onchange: (event) => send(event.target.value || null),
  })
}

export const datePicker = (spec, block, surface, field) => single('date', spec, block, surface, field)
export const timePicker = (spec, block, surface, field) => single('time', spec, block, surface, field)

export function dateTimePicker(spec, block, surface, field) {
  const zone = surface.reader.zone
  const send = sender(spec, block, surface, field)
  const start = currentValue(surface, block, spec)
  const part = start && start.incomplete
  const known = typeof start === 'number' || /^\d+$/.test(start || '') ? Number(start) : null
  const changed = () => {
    if (date.value && time.value) send(unixOf(date.value, time.value, zone))
    else send(date.value || time.value ? { incomplete: true, date: date.value, time: time.value } : null)
  }
  const shared = {
    'aria-describedby': field.attributes['aria-describedby'],
    'aria-invalid': field.attributes['aria-invalid'],
    'aria-required': field.attributes['aria-required'],
    onchange: changed,
  }
  const date = h('input', {
    class: 'text-input date-input',
    type: 'date',
    id: field.attributes.id,
    'aria-label': `${field.label}: date`,
    'data-focus': `${field.focus}-date`,
    value: part ? start.date : known ? isoDate(known, zone) : '',
    ...shared,
  })
  const time = h('input', {
    class: 'text-input date-input',
    type: 'time',
    'aria-label': `${field.label}: time`,
    'data-focus': `${field.focus}-time`,
    value: part ? start.time : known ? clock(known, zone) : '',
    ...shared,
  })
  return h(
    'div',
    { class: 'date-time', role: 'group', 'aria-label': field.label, 'data-busy-key': surface.busyKey(spec) },
    date,
    time,
    h('span', { class: 'date-zone' }, zoneName(known || now(), zone)),
  )
}
