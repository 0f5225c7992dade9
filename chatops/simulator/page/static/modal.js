// Modals: the top view of the person's stack over a dimmed page. Typed values stay when the app updates the view or finds errors.

import { h, replace } from './dom.js'
import { icon } from './icons.js'
import { drawBlocks } from './blocks.js'
import { focusField, showError } from './inputs.js'
import { closeMenu } from './popup.js'
import { post } from './api.js'
import { warningOf } from './notes.js'
import { app, refresh, store, views } from './state.js'
import { forgetSurface, modalSurface, TROUBLE } from './surface.js'
import { complaint, currentValue, wireValue } from './values.js'
import { textOf } from './text.js'

export function createModal(dialog) {
  let shown = null // {id, view, surface, own: errors found by the page, trouble, busy}
  let opener = null
  let known = new Set()
  const title = h('h2', { id: 'modal-title', class: 'modal-title' })
  const back = h('span', { class: 'modal-app' })
  const body = h('div', { class: 'modal-body' })
  const trouble = h('div', { class: 'modal-trouble', role: 'alert', 'data-testid': 'modal-error' })
  const close = h('button', { type: 'button', class: 'button', onclick: () => leave() })
  const submit = h('button', { type: 'submit', class: 'button primary' }, h('span', { class: 'button-text' }))
  const form = h(
    'form',
    {
      class: 'modal-form',
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault()
        if (!submit.hidden) send()
      },
    },
    h(
      'header',
      { class: 'modal-header' },
      back,
      title,
      h(
        'button',
        { type: 'button', class: 'tool modal-x', 'aria-label': 'Dismiss', onclick: () => leave() },
        icon('close'),
      ),
    ),
    body,
    trouble,
    h('footer', { class: 'modal-footer' }, close, submit),
  )
  dialog.append(form)
  dialog.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      event.preventDefault()
      leave()
    } else if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault()
      if (!submit.hidden) send()
    }
  })
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault()
    leave()
  })

  function draw() {
    const stack = store.data ? views() : []
    const top = stack[stack.length - 1]
    const ids = new Set(stack.map((view) => view.id))
    for (const id of known) if (!ids.has(id)) forgetSurface(`${store.data?.me}|${id}`)
    known = ids
    if (!top) {
      hide()
      return
    }
    const fresh = shown?.id !== top.id || shown.person !== store.data.me
    if (fresh) {
      closeMenu()
      body.replaceChildren()
      shown = { id: top.id, person: store.data.me, surface: modalSurface(top), own: {}, trouble: null, busy: false }
    }
    shown.view = top
    shown.surface.remembered = top.state?.values || top.state || {}
    paint(stack.length)
    if (!dialog.open) {
      opener = document.activeElement
      dialog.showModal()
    }
    if (fresh) {
      body.scrollTop = 0
      const first = body.querySelector(
        'input:not([tabindex="-1"]):not([type="checkbox"]):not([type="radio"]), textarea',
      )
      const wanted = body.querySelector('[data-first]')
      if (wanted) (wanted.matches('input, textarea') ? wanted : wanted.querySelector('input') || submit).focus()
      else if (first && !first.matches('[role="combobox"]')) first.focus()
      else (submit.hidden ? close : first || submit).focus({ preventScroll: true })
    }
  }

  function hide() {
    if (!dialog.open) return
    shown = null
    closeMenu()
    dialog.close()
    if (opener?.isConnected) opener.focus({ preventScroll: true })
    opener = null
  }

  function paint(depth) {
    const { view, surface } = shown
    replace(title, textOf(view.title))
    back.textContent = depth > 1 ? `${app().name} · step ${depth}` : app().name
    close.textContent = textOf(view.close) || (view.submit ? 'Cancel' : 'Close')
    submit.hidden = !view.submit
    submit.disabled = Boolean(view.submit_disabled)
    surface.blocks = view.blocks || []
    submit.firstChild.textContent = textOf(view.submit) || 'Submit'
    submit.classList.toggle('is-busy', shown.busy)
    submit.setAttribute('aria-busy', String(shown.busy))
    drawBlocks(body, view.blocks, surface)
    const errors = shown.busy ? {} : { ...view.errors, ...shown.own }
    for (const node of body.children) {
      const id = node.dataset.blockId
      if (id) showError(node, errors[id])
    }
    const stray = Object.entries(errors)
      .filter(([id]) => ![...body.children].some((node) => node.dataset.blockId === id))
      .map(([, text]) => text)
    const text = shown.trouble || warningOf(surface.key) || stray.join(' ')
    if (trouble.textContent !== text) replace(trouble, ...(text ? [icon('warning'), h('span', null, text)] : []))
    trouble.hidden = !text
  }

  function collect() {
    const values = {}
    const errors = {}
    for (const block of shown.view.blocks || []) {
      if (block.type !== 'input' || !block.element) continue
      const value = currentValue(shown.surface, block, block.element)
      const wrong = complaint(block, block.element, value)
      if (wrong) errors[block.block_id] = wrong
      values[block.block_id] = {
        ...values[block.block_id],
        [block.element.action_id]: wireValue(value && value.incomplete ? null : value),
      }
    }
    return { values, errors }
  }

  async function send() {
    const mine = shown
    if (!mine || mine.busy) return
    const { values, errors } = collect()
    mine.own = errors
    mine.trouble = null
    if (Object.keys(errors).length) {
      paint(views().length)
      focusFirstError()
      return
    }
    mine.busy = true
    mine.view = { ...mine.view, errors: {} }
    paint(views().length)
    await mine.surface.leave()
    try {
      const answer = await post('submissions', { user: store.data.me, view_id: mine.id, values })
      const found = answer.seen?.errors || {}
      if (Object.keys(found).length && !answer.error) mine.own = found
      else if (!answer.ok) mine.trouble = answer.error || TROUBLE
    } catch (error) {
      mine.trouble = error.status === null ? TROUBLE : error.message
    }
    mine.busy = false
    await refresh()
    if (shown !== mine) return
    mine.surface.isLeft = false
    paint(views().length || 1)
    focusFirstError()
  }

  function focusFirstError() {
    const wrong = [...body.children].find((node) => node.classList.contains('has-error'))
    if (wrong) {
      wrong.scrollIntoView({ block: 'nearest' })
      focusField(wrong)
    }
  }

  async function leave() {
    const mine = shown
    if (!mine) return
    await mine.surface.leave()
    try {
      await post('close', { user: store.data.me, view_id: mine.id })
    } catch (error) {
      mine.trouble = error.message
      mine.surface.isLeft = false
      if (shown === mine) paint(views().length || 1)
    }
    refresh()
  }

  return { draw }
}
