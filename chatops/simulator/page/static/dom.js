// Building and updating DOM nodes. Text always becomes text nodes: nothing here parses markup.

const SVG = 'http://www.w3.org/2000/svg'

/** h('button', {class: 'x', onclick: f, 'aria-label': 'y'}, 'text', node, null, [nodes]) */
export function h(tag, attributes, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes || {})) setAttribute(node, name, value)
  append(node, children)
  return node
}

function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) return
  if (name.startsWith('on')) node.addEventListener(name.slice(2), value)
  else if (name === 'class') node.className = value
  else if (name === 'value') node.value = value
  else if (name === 'checked' || name === 'disabled') node[name] = Boolean(value)
  else node.setAttribute(name, value === true ? '' : String(value))
}

export function append(node, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue
    if (Array.isArray(child)) append(node, child)
    else node.append(child)
  }
  return node
}

export function replace(node, ...children) {
  node.replaceChildren()
  return append(node, children)
}

export function svg(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
  node.append(...children)
  return node
}

/**
 * Bring the children of `parent` in line with `items` ({key, sig, build}).
 * A child whose key and signature are unchanged stays the very same node, so scroll, focus and typed text survive.
 */
export function reconcile(parent, items) {
  const wanted = new Set(items.map((item) => item.key))
  const present = new Map()
  for (const node of [...parent.children]) {
    if (wanted.has(node.key) && !present.has(node.key)) present.set(node.key, node)
    else node.remove()
  }
  let cursor = parent.firstElementChild
  for (const item of items) {
    let node = present.get(item.key)
    if (!node || node.sig !== item.sig) {
      const fresh = item.build()
      fresh.key = item.key
      fresh.sig = item.sig
      if (node) {
        if (cursor === node) cursor = fresh
        swapKeepingFocus(node, fresh)
      }
      node = fresh
      present.set(item.key, fresh)
    }
    if (cursor === node) cursor = cursor.nextElementSibling
    else parent.insertBefore(node, cursor)
  }
}

/** Replace a node; if the focus was inside, give it to the element with the same data-focus in the new one. */
function swapKeepingFocus(node, fresh) {
  const active = document.activeElement
  const inside = active && active !== document.body && node.contains(active)
  const name = inside && active.dataset.focus
  const selection = inside && 'selectionStart' in active ? readSelection(active) : null
  node.replaceWith(fresh)
  if (!name) return
  const heir = fresh.querySelector(`[data-focus="${CSS.escape(name)}"]`)
  if (!heir) return
  heir.focus({ preventScroll: true })
  if (selection) {
    try {
      heir.setSelectionRange(...selection)
    } catch {
      /* not a text field */
    }
  }
}

function readSelection(node) {
  try {
    return [node.selectionStart, node.selectionEnd]
  } catch {
    return null
  }
}

let counter = 0
export const uniqueId = (prefix) => `${prefix}-${++counter}`

export const isPhone = () => window.matchMedia('(max-width: 760px)').matches

/** Say something to screen readers. What was said is taken away again: it is not for reading on the page. */
export function announce(text) {
  const line = h('p', null, text)
  document.getElementById('live').append(line)
  setTimeout(() => line.remove(), 5000)
}

/** A short notice at the bottom of the page. */
export function toast(text, kind = 'error') {
  const box = document.getElementById('toasts')
  const node = h('div', { class: `toast toast-${kind}`, 'data-testid': 'toast' }, text)
  const host = document.querySelector('dialog[open]')
  if (host) host.append(node)
  else box.append(node)
  setTimeout(() => node.remove(), 6000)
}
