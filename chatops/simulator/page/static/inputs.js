// The input block: a label, one element, a hint, and the error under the field it belongs to.

import { h, uniqueId } from './dom.js'
import { icon } from './icons.js'
import { element } from './elements.js'
import { textNodes, textOf } from './text.js'

const GROUPS = new Set(['checkboxes', 'radio_buttons', 'datetimepicker'])

export function inputBlock(block, surface) {
  const spec = block.element || {}
  const control = uniqueId('input')
  const hint = block.hint ? `${control}-hint` : null
  const error = `${control}-error`
  const label = textOf(block.label)
  const grouped = GROUPS.has(spec.type)
  const field = {
    label,
    inInput: true,
    focus: `in-${block.block_id}-${spec.action_id}`,
    attributes: {
      id: control,
      'data-first': spec.focus_on_load ? 'true' : null,
      'aria-describedby': [hint, error].filter(Boolean).join(' '),
      'aria-required': block.optional || spec.type === 'checkboxes' ? null : 'true',
      ...(grouped ? { 'aria-labelledby': `${control}-label` } : null),
      ...(/select$/.test(spec.type) ? { 'aria-label': label } : null),
    },
  }
  const caption = [
    h('span', { dir: 'auto' }, textNodes(block.label, surface.reader)),
    block.optional ? h('span', { class: 'optional' }, ' (optional)') : null,
  ]
  const node = h(
    'div',
    { 'data-block-id': block.block_id },
    h(
      grouped ? 'div' : 'label',
      { class: 'input-label', id: `${control}-label`, for: grouped ? null : control },
      caption,
    ),
    element(spec, block, surface, field),
    h('div', { class: 'input-error', id: error, 'data-testid': 'field-error' }),
    hint ? h('div', { class: 'input-hint', id: hint, dir: 'auto' }, textNodes(block.hint, surface.reader)) : null,
  )
  node.control = control
  return node
}

/** Show or clear the error of one input block that is on the page, without touching what was typed. */
export function showError(node, text) {
  const slot = node.querySelector(':scope > .input-error')
  if (!slot) return
  if (slot.textContent !== (text || '')) slot.replaceChildren(...(text ? [icon('warning'), h('span', null, text)] : []))
  node.classList.toggle('has-error', Boolean(text))
  for (const control of node.querySelectorAll('input, textarea, [role="radiogroup"], [role="group"]')) {
    if (text) control.setAttribute('aria-invalid', 'true')
    else control.removeAttribute('aria-invalid')
  }
}

export function focusField(node) {
  node.querySelector('input:not([tabindex="-1"]), textarea')?.focus()
}
