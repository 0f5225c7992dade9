// Checkboxes and radio buttons.

import { h, uniqueId } from './dom.js'
import { confirmed } from './confirm.js'
import { textNodes } from './text.js'
import { currentValue, wireValue } from './values.js'

export function choices(spec, block, surface, field) {
  const many = spec.type === 'checkboxes'
  const acts = !field.inInput || block.dispatch_action
  const group = uniqueId('choice')
  const start = currentValue(surface, block, spec)
  const isOn = (option) =>
    many ? (start || []).some((other) => other.value === option.value) : start?.value === option.value
  const boxes = (spec.options || []).map((option, index) => {
    const detail = option.description ? `${group}-detail-${index}` : null
    const input = h('input', {
      type: many ? 'checkbox' : 'radio',
      name: group,
      checked: isOn(option),
      'aria-describedby': detail,
      'data-focus': `${field.focus}-${option.value}`,
      onchange: changed,
    })
    const label = h(
      'label',
      { class: 'choice' },
      input,
      h(
        'span',
        { class: 'choice-text' },
        h('span', null, textNodes(option.text, surface.reader)),
        detail
          ? h('span', { class: 'choice-detail', id: detail }, textNodes(option.description, surface.reader))
          : null,
      ),
    )
    return { input, option, label }
  })

  async function changed() {
    const on = boxes.filter(({ input }) => input.checked).map(({ option }) => option)
    const value = many ? on : on[0] || null
    surface.set(block.block_id, spec.action_id, value)
    if (acts && (await confirmed(spec.confirm, surface.reader))) surface.act(block, spec, wireValue(value))
  }

  return h(
    'div',
    { class: 'choices', role: many ? 'group' : 'radiogroup', ...field.attributes },
    boxes.map(({ label }) => label),
  )
}
