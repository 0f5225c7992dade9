// Where a person writes: a growing text field with suggestions, a shortcuts button, and a draft per conversation.

import { h, replace, toast, uniqueId } from './dom.js'
import { icon } from './icons.js'
import { openMenu } from './popup.js'
import { runShortcut } from './message.js'
import { suggestionsFor } from './suggest.js'
import { app } from './state.js'

const drafts = new Map()

/**
 * spec: {label, commands: whether slash commands and shortcuts are offered, send(text) -> promise}.
 * update({key, placeholder, closed}) follows the conversation; the text being typed stays.
 */
export function createComposer(spec) {
  let key = null
  let found = { start: 0, items: [] }
  let active = 0
  let sending = false
  const listId = uniqueId('suggest')

  const input = h('textarea', {
    class: 'composer-input',
    rows: '1',
    'aria-label': spec.label,
    'aria-autocomplete': 'list',
    'aria-controls': listId,
    dir: 'auto',
    'data-testid': spec.commands ? 'composer' : 'thread-composer',
    oninput: () => {
      drafts.set(key, input.value)
      active = 0
      grow()
      suggest()
    },
    onkeydown: keys,
    onclick: suggest,
    onblur: () =>
      setTimeout(() => {
        if (document.activeElement !== input) hide()
      }, 120),
  })
  const list = h('div', {
    class: 'suggestions',
    id: listId,
    role: 'listbox',
    'aria-label': 'Suggestions',
    hidden: true,
    onmousedown: (event) => event.preventDefault(),
  })
  const hint = h('div', { class: 'composer-hint', hidden: true })
  const send = h(
    'button',
    { class: 'send', type: 'button', 'aria-label': 'Send', title: 'Send (Enter)', onclick: submit },
    icon('send'),
  )
  const shortcuts = spec.commands
    ? h(
        'button',
        {
          class: 'tool',
          type: 'button',
          'aria-label': 'Shortcuts',
          title: 'Shortcuts',
          'aria-haspopup': 'menu',
          'aria-expanded': 'false',
          'data-testid': 'shortcuts',
          onclick: shortcutMenu,
        },
        icon('bolt'),
      )
    : null
  const box = h(
    'div',
    { class: 'composer-box' },
    input,
    h(
      'div',
      { class: 'composer-tools' },
      shortcuts,
      h('span', { class: 'composer-keys', 'aria-hidden': 'true' }, 'Enter to send, Shift + Enter for a new line'),
      send,
    ),
  )
  const closed = h('p', { class: 'composer-closed', hidden: true })
  const node = h('div', { class: 'composer' }, list, hint, box, closed)
  paint()

  function update(next) {
    if (key !== next.key) {
      key = next.key
      input.value = drafts.get(key) || ''
      hide()
      requestAnimationFrame(grow)
      paint()
    }
    if (input.placeholder !== next.placeholder) input.placeholder = next.placeholder
    box.hidden = Boolean(next.closed)
    closed.hidden = !next.closed
    closed.textContent = next.closed || ''
  }

  function grow() {
    input.style.height = 'auto'
    input.style.height = `${Math.min(220, input.scrollHeight)}px`
    paint()
  }

  function paint() {
    send.disabled = sending || !input.value.trim()
  }

  async function submit() {
    const text = input.value.trim()
    if (!text || sending) return
    const from = key
    put('')
    sending = true
    box.classList.add('is-sending')
    paint()
    try {
      await spec.send(text)
    } catch (error) {
      toast(error.message)
      if (key === from && !input.value) put(text)
      else drafts.set(from, text)
    } finally {
      sending = false
      box.classList.remove('is-sending')
      paint()
    }
  }

  function put(text, caret = text.length) {
    input.value = text
    drafts.set(key, text)
    input.setSelectionRange(caret, caret)
    grow()
    suggest()
  }

  function suggest() {
    found = suggestionsFor(input.value, input.selectionStart, spec)
    hint.hidden = !found.hint
    hint.textContent = found.hint || ''
    list.hidden = !found.items.length
    if (list.hidden) {
      input.removeAttribute('aria-activedescendant')
      return
    }
    active = Math.min(active, found.items.length - 1)
    replace(
      list,
      found.items.map((item, index) =>
        h(
          'div',
          {
            class: `option${index === active ? ' active' : ''}`,
            role: 'option',
            id: `${listId}-${index}`,
            'aria-selected': String(index === active),
            'aria-label': item.name,
            onclick: () => take(index),
          },
          item.node,
        ),
      ),
    )
    input.setAttribute('aria-activedescendant', `${listId}-${active}`)
    list.children[active].scrollIntoView({ block: 'nearest' })
  }

  function hide() {
    list.hidden = true
    found = { start: 0, items: [] }
    input.removeAttribute('aria-activedescendant')
  }

  function take(index) {
    const item = found.items[index]
    const head = input.value.slice(0, found.start) + item.insert
    const tail = input.value.slice(input.selectionStart)
    put(head + tail, head.length)
    input.focus()
  }

  function keys(event) {
    if (event.isComposing) return
    const open = !list.hidden
    if (open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault()
      active = (active + (event.key === 'ArrowDown' ? 1 : -1) + found.items.length) % found.items.length
      suggest()
    } else if (open && event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      hide()
    } else if (open && event.key === 'Tab' && !event.shiftKey) {
      event.preventDefault()
      take(active)
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      const complete =
        !open || found.items.some((item) => item.insert.trim() === input.value.trim()) || /\s$/.test(input.value)
      if (complete) submit()
      else take(active)
    }
  }

  function shortcutMenu(event) {
    const global = (app().shortcuts || []).filter((item) => item.type === 'global' || item.type === 'shortcut')
    openMenu(event.currentTarget, 'Shortcuts', [
      ...global.map((item) => ({
        label: item.name,
        detail: app().name,
        icon: 'bolt',
        group: 'Shortcuts',
        select: () => runShortcut(item),
      })),
      ...app().commands.map((item) => ({
        label: item.command,
        detail: item.description,
        icon: 'hash',
        group: 'Commands',
        select: () => {
          put(`${item.command} `)
          input.focus()
        },
      })),
    ])
  }

  return { node, input, update }
}
