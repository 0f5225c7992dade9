// Block Kit's confirmation dialog: "Are you sure?" before an action is sent.

import { h, uniqueId } from './dom.js'
import { textNodes } from './text.js'

/** Answers true when there is nothing to confirm or the person agreed. */
export function confirmed(spec, reader) {
  if (!spec) return Promise.resolve(true)
  return new Promise((resolve) => {
    const opener = document.activeElement
    const title = uniqueId('confirm')
    const text = uniqueId('confirm-text')
    const finish = (answer) => {
      dialog.close()
      dialog.remove()
      if (opener?.isConnected) opener.focus({ preventScroll: true })
      resolve(answer)
    }
    const dialog = h(
      'dialog',
      {
        class: 'confirm',
        'aria-labelledby': title,
        'aria-describedby': text,
        role: 'alertdialog',
        'data-testid': 'confirm',
      },
      h('h2', { id: title, class: 'confirm-title' }, textNodes(spec.title, reader)),
      h('div', { id: text, class: 'confirm-text' }, textNodes(spec.text, reader)),
      h(
        'div',
        { class: 'confirm-buttons' },
        h('button', { type: 'button', class: 'button', onclick: () => finish(false) }, spec.deny?.text || 'Cancel'),
        h(
          'button',
          {
            type: 'button',
            class: `button ${spec.style === 'danger' ? 'danger' : 'primary'}`,
            onclick: () => finish(true),
          },
          spec.confirm?.text || 'Yes',
        ),
      ),
    )
    dialog.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return
      event.preventDefault()
      event.stopPropagation()
      finish(false)
    })
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault()
      if (dialog.open) finish(false)
    })
    document.body.append(dialog)
    dialog.showModal()
  })
}
