// Floating layers: where they hang, and menus with keyboard control.

import { h, isPhone, uniqueId } from './dom.js'
import { icon } from './icons.js'

/** The element that floating things must live in: the top dialog (the rest of the page is inert then) or the body. */
export function layer() {
  const dialogs = document.querySelectorAll('dialog[open]')
  return dialogs.length ? dialogs[dialogs.length - 1] : document.body
}

/** Put a floating box below its anchor, or above when there is more room. */
export function place(box, anchor, { align = 'start', matchWidth = false } = {}) {
  const rect = anchor.getBoundingClientRect()
  const gap = 4
  const height = window.innerHeight
  const below = height - rect.bottom - gap - 8
  const above = rect.top - gap - 8
  if (matchWidth) box.style.width = `${rect.width}px`
  box.style.maxHeight = ''
  const wanted = box.scrollHeight
  const up = below < Math.min(wanted, 240) && above > below
  box.style.maxHeight = `${Math.max(120, Math.min(up ? above : below, 620))}px`
  const width = box.offsetWidth
  const left = align === 'end' ? rect.right - width : rect.left
  box.style.left = `${Math.max(8, Math.min(left, window.innerWidth - width - 8))}px`
  if (up) {
    box.style.top = 'auto'
    box.style.bottom = `${height - rect.top + gap}px`
  } else {
    box.style.bottom = 'auto'
    box.style.top = `${rect.bottom + gap}px`
  }
}

let open = null

export const closeMenu = () => open?.close(false)

/**
 * A menu beside its anchor. items: {label, detail, icon, danger, disabled, checked, group, content, testid, select}.
 * Arrow keys move, letters jump, Escape closes and gives the focus back.
 */
export function openMenu(anchor, label, items, { align = 'start', className = '', role = 'menuitem' } = {}) {
  if (open?.anchor === anchor) {
    open.close(true)
    return
  }
  closeMenu()
  const menu = h('div', {
    class: `menu ${className}`.trim(),
    role: 'menu',
    'aria-label': label,
    id: uniqueId('menu'),
    tabindex: '-1',
  })
  let group = null
  for (const item of items) {
    if (item.group && item.group !== group)
      menu.append(h('div', { class: 'menu-group', role: 'presentation' }, item.group))
    group = item.group
    menu.append(itemNode(item))
  }
  if (!items.length) menu.append(h('div', { class: 'menu-empty' }, 'Nothing here yet'))

  function itemNode(item) {
    return h(
      'button',
      {
        class: `menu-item${item.danger ? ' danger' : ''}`,
        type: 'button',
        role: item.checked === undefined ? role : 'menuitemradio',
        tabindex: '-1',
        'aria-checked': item.checked === undefined ? null : String(item.checked),
        disabled: item.disabled,
        'data-testid': item.testid,
        'aria-label': item.name,
        onclick: () => {
          close(true)
          item.select()
        },
      },
      item.content || [
        item.icon ? icon(item.icon) : null,
        h(
          'span',
          { class: 'menu-text' },
          h('span', { class: 'menu-label' }, item.label),
          item.detail ? h('span', { class: 'menu-detail' }, item.detail) : null,
        ),
      ],
    )
  }

  function close(giveBack) {
    if (open?.menu !== menu) return
    open = null
    menu.remove()
    anchor.setAttribute('aria-expanded', 'false')
    document.removeEventListener('pointerdown', outside, true)
    window.removeEventListener('resize', away)
    if (giveBack && anchor.isConnected) anchor.focus({ preventScroll: true })
  }
  const outside = (event) => {
    if (!menu.contains(event.target) && !anchor.contains(event.target)) close(false)
  }
  const away = () => close(false)

  menu.addEventListener('keydown', (event) => {
    const choices = [...menu.querySelectorAll('.menu-item:not(:disabled)')]
    const at = choices.indexOf(document.activeElement)
    const to = {
      ArrowDown: (at + 1) % choices.length,
      ArrowUp: (at - 1 + choices.length) % choices.length,
      Home: 0,
      End: choices.length - 1,
    }[event.key]
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault()
      event.stopPropagation()
      close(true)
    } else if (to !== undefined) {
      event.preventDefault()
      choices[to]?.focus()
    } else if (event.key.length === 1 && /\S/.test(event.key) && !event.ctrlKey && !event.metaKey) {
      const order = [...choices.slice(at + 1), ...choices.slice(0, at + 1)]
      order.find((node) => node.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()))?.focus()
    }
  })
  layer().append(menu)
  open = { menu, anchor, close }
  anchor.setAttribute('aria-haspopup', 'menu')
  anchor.setAttribute('aria-expanded', 'true')
  if (isPhone()) menu.classList.add('menu-phone')
  place(menu, anchor, { align })
  const first = menu.querySelector('[aria-checked="true"]') || menu.querySelector('.menu-item:not(:disabled)') || menu
  first.focus({ preventScroll: false })
  document.addEventListener('pointerdown', outside, true)
  window.addEventListener('resize', away)
}
