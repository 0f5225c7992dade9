// One box to choose from a list: fixed options, people, channels, or what the app answers while one types. One or many.

import { append, h, uniqueId } from './dom.js'
import { icon } from './icons.js'
import { layer, place } from './popup.js'
import { textNodes, textOf } from './text.js'

/**
 * spec: {multi, chosen, placeholder, max, search(query) -> groups or a promise of groups, minQuery, delay, reader,
 *        labelOf(option), onChange(value), attributes, busyKey, focus}
 * A group is {label, options}.
 */
export function combobox(spec) {
  const listId = uniqueId('list')
  let chosen = spec.multi ? [...(spec.chosen || [])] : spec.chosen || null
  let list = null
  let options = []
  let active = -1
  let asked = 0
  let timer = null
  const label = (option) => (spec.labelOf ? spec.labelOf(option) : textOf(option.text)) || String(option.value)

  const input = h('input', {
    class: 'combo-input',
    type: 'text',
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': listId,
    'aria-haspopup': 'listbox',
    autocomplete: 'off',
    spellcheck: 'false',
    'data-focus': spec.focus,
    ...spec.attributes,
    onfocus: () => {
      if (!spec.multi && chosen) input.select()
    },
    oninput: () => {
      if (!spec.multi && !input.value && chosen) choose(null)
      ask(input.value)
    },
    onkeydown: key,
    onblur: () => setTimeout(leave, 120),
    onclick: () => {
      if (!list) ask(spec.multi ? input.value : '')
    },
  })
  const chips = h('span', { class: 'chips' })
  const clear = h(
    'button',
    {
      type: 'button',
      class: 'combo-clear',
      'aria-label': 'Clear the choice',
      tabindex: '-1',
      onclick: () => {
        choose(null)
        input.focus()
      },
    },
    icon('close'),
  )
  const box = h(
    'div',
    {
      class: `combo${spec.multi ? ' combo-multi' : ''}`,
      'data-busy-key': spec.busyKey,
      onclick: (event) => {
        if (event.target === box || event.target === chips) input.focus()
      },
    },
    chips,
    input,
    clear,
    icon('down', 'combo-arrow'),
  )
  show()
  return box

  function show() {
    input.placeholder = spec.multi && chosen.length ? '' : spec.placeholder
    clear.hidden = spec.multi || !chosen || spec.keepsChoice
    if (!spec.multi) {
      input.value = chosen ? label(chosen) : ''
      return
    }
    chips.replaceChildren(
      ...chosen.map((option) =>
        h(
          'span',
          { class: 'chip' },
          label(option),
          h(
            'button',
            {
              type: 'button',
              class: 'chip-remove',
              'aria-label': `Remove ${label(option)}`,
              onclick: () => {
                choose(option)
                input.focus()
              },
            },
            icon('close'),
          ),
        ),
      ),
    )
  }

  function choose(option) {
    if (!spec.multi) chosen = option
    else if (option) {
      const at = chosen.findIndex((other) => other.value === option.value)
      if (at >= 0) chosen.splice(at, 1)
      else if (!spec.max || chosen.length < spec.max) chosen.push(option)
    }
    if (spec.multi) input.value = ''
    show()
    spec.onChange(spec.multi ? [...chosen] : chosen)
  }

  function leave() {
    if (document.activeElement === input || !box.isConnected) return
    close()
    if (!spec.multi) show()
    else input.value = ''
  }

  function ask(query) {
    clearTimeout(timer)
    const mine = ++asked
    if (spec.minQuery && query.length < spec.minQuery) {
      draw([], `Type at least ${spec.minQuery} character${spec.minQuery === 1 ? '' : 's'} to search`)
      return
    }
    const answer = () => {
      const result = spec.search(query)
      if (!(result instanceof Promise)) {
        draw(result, 'Nothing found')
        return
      }
      if (!list) draw([], 'Searching…')
      else list.setAttribute('aria-busy', 'true')
      result.then(
        (groups) => {
          if (mine === asked && document.activeElement === input) draw(groups, 'Nothing found')
        },
        (error) => {
          if (mine === asked) draw([], error.message || 'The choices could not be loaded.', true)
        },
      )
    }
    if (spec.delay && query) timer = setTimeout(answer, spec.delay)
    else answer()
  }

  function draw(groups, empty, failed) {
    if (!list) {
      list = h('div', {
        class: 'listbox',
        id: listId,
        role: 'listbox',
        'aria-label': input.getAttribute('aria-label') || spec.placeholder,
        'aria-multiselectable': spec.multi ? 'true' : null,
        onmousedown: (event) => event.preventDefault(),
      })
      layer().append(list)
      window.addEventListener('resize', replace)
      document.addEventListener('scroll', replace, true)
    }
    options = []
    list.removeAttribute('aria-busy')
    list.replaceChildren()
    for (const group of groups) {
      const host = group.label
        ? h(
            'div',
            { role: 'group', 'aria-label': group.label },
            h('div', { class: 'menu-group', 'aria-hidden': 'true' }, group.label),
          )
        : list
      for (const option of group.options) append(host, [optionNode(option)])
      if (host !== list) list.append(host)
    }
    if (!options.length)
      list.append(
        h('div', { class: `listbox-empty${failed ? ' failed' : ''}`, role: failed ? 'alert' : 'status' }, empty),
      )
    input.setAttribute('aria-expanded', 'true')
    const at = options.findIndex((option) => isChosen(option))
    move(at >= 0 && !spec.multi ? at : 0)
    place(list, box, { matchWidth: true })
  }

  function optionNode(option) {
    const at = options.push(option) - 1
    return h(
      'div',
      {
        class: 'option',
        role: 'option',
        id: `${listId}-${at}`,
        'aria-selected': String(isChosen(option)),
        onclick: () => pick(at),
        onmousemove: () => {
          if (active !== at) move(at, false)
        },
      },
      h(
        'span',
        { class: 'option-text' },
        h('span', null, spec.labelOf ? label(option) : textNodes(option.text, spec.reader)),
        option.description ? h('span', { class: 'option-detail' }, textNodes(option.description, spec.reader)) : null,
      ),
      icon('check', 'option-check'),
    )
  }

  function isChosen(option) {
    return spec.multi ? chosen.some((other) => other.value === option.value) : chosen?.value === option.value
  }

  function move(to, scroll = true) {
    list?.children.length && list.querySelector('.option.active')?.classList.remove('active')
    active = options.length ? (to + options.length) % options.length : -1
    const node = active >= 0 ? document.getElementById(`${listId}-${active}`) : null
    if (!node) {
      input.removeAttribute('aria-activedescendant')
      return
    }
    node.classList.add('active')
    input.setAttribute('aria-activedescendant', node.id)
    if (scroll) node.scrollIntoView({ block: 'nearest' })
  }

  function pick(at) {
    const option = options[at]
    if (!option) return
    choose(option)
    if (spec.multi) ask('')
    else close()
  }

  function key(event) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (!list) ask(spec.multi ? input.value : '')
      else move(active + (event.key === 'ArrowDown' ? 1 : -1))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      event.stopPropagation()
      if (list) pick(active)
      else ask('')
    } else if (event.key === 'Escape' && list) {
      event.preventDefault()
      event.stopPropagation()
      close()
      if (!spec.multi) show()
    } else if (event.key === 'Backspace' && spec.multi && !input.value && chosen.length)
      choose(chosen[chosen.length - 1])
    else if (event.key === 'Tab') close()
  }

  function replace() {
    if (!box.isConnected) close()
    else if (list) place(list, box, { matchWidth: true })
  }

  function close() {
    clearTimeout(timer)
    asked += 1
    if (!list) return
    list.remove()
    list = null
    window.removeEventListener('resize', replace)
    document.removeEventListener('scroll', replace, true)
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }
}
