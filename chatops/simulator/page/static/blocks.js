// Block Kit blocks, for every surface.

import { h, reconcile } from './dom.js'
import { icon } from './icons.js'
import { chart } from './charts.js'
import { element, unsupported } from './elements.js'
import { inputBlock } from './inputs.js'
import { linkNode } from './mentions.js'
import { markdown } from './markdown.js'
import { richText } from './richtext.js'
import { textNodes, textOf } from './text.js'

const BUILDERS = {
  section,
  header,
  divider,
  context,
  actions,
  image,
  table,
  input: inputBlock,
  rich_text: rich,
  markdown: prose,
  data_visualization: chart,
}

/** Draw blocks into `host`. Blocks that did not change keep their nodes, and with them what is being typed. */
export function drawBlocks(host, blocks, surface, extra = () => '') {
  const seen = new Map()
  reconcile(
    host,
    (blocks || []).map((block, index) => {
      const name = block.block_id || `${block.type}-${index}`
      const again = (seen.get(name) || 0) + 1
      seen.set(name, again)
      return {
        key: `${name}#${again}`,
        sig: `${surface.reader.zone}|${JSON.stringify(block)}|${extra(block)}`,
        build: () => blockNode(block, surface),
      }
    }),
  )
  return host
}

function blockNode(block, surface) {
  const build = BUILDERS[block.type]
  const node = build ? build(block, surface) : unsupported(`block: ${block.type}`)
  node.classList.add('block', `block-${block.type}`)
  return node
}

function section(block, surface) {
  const { reader } = surface
  const main = h(
    'div',
    { class: 'section-main' },
    block.text ? h('div', { class: 'section-text', dir: 'auto' }, textNodes(block.text, reader)) : null,
    block.fields
      ? h(
          'div',
          { class: 'fields' },
          block.fields.map((field) => h('div', { class: 'field', dir: 'auto' }, textNodes(field, reader))),
        )
      : null,
  )
  if (!block.accessory) return h('div', null, main)
  const accessory =
    block.accessory.type === 'image' ? picture(block.accessory, 'thumb') : element(block.accessory, block, surface)
  const kind =
    ['checkboxes', 'radio_buttons'].includes(block.accessory.type) || /select|picker/.test(block.accessory.type)
      ? ' accessory-wide'
      : ''
  return h('div', { class: 'with-accessory' }, main, h('div', { class: `accessory${kind}` }, accessory))
}

function header(block, surface) {
  return h(
    'div',
    { role: 'heading', 'aria-level': String(block.level || (surface.kind === 'home' ? 2 : 3)), dir: 'auto' },
    textNodes(block.text, surface.reader),
  )
}

function divider() {
  return h('hr', { class: 'divider' })
}

function context(block, surface) {
  return h(
    'div',
    null,
    (block.elements || []).map((item) =>
      item.type === 'image'
        ? picture(item, 'context-image')
        : h('span', { class: 'context-text', dir: 'auto' }, textNodes(item, surface.reader)),
    ),
  )
}

function actions(block, surface) {
  return h(
    'div',
    { class: 'actions-row' },
    (block.elements || []).map((item) =>
      h('div', { class: `action action-${item.type}` }, element(item, block, surface)),
    ),
  )
}

function image(block, surface) {
  return h(
    'figure',
    null,
    block.title ? h('figcaption', null, textNodes(block.title, surface.reader)) : null,
    picture(block, 'picture'),
  )
}

/** Pictures of other hosts are not fetched: nothing leaves this machine unless a person follows a link. */
function picture(spec, className) {
  const url = spec.image_url || spec.slack_file?.url || ''
  const small = className !== 'picture'
  let own = false
  try {
    own = new URL(url, location.href).origin === location.origin || url.startsWith('data:image/')
  } catch {
    /* shown as a placeholder */
  }
  if (own) return h('img', { class: className, src: url, alt: spec.alt_text || '', loading: 'lazy' })
  const alt = spec.alt_text || 'Picture'
  if (small)
    return h(
      'span',
      { class: `${className} picture-off`, role: 'img', 'aria-label': alt, title: `${alt} (not loaded: ${url})` },
      icon('image'),
    )
  return h(
    'div',
    { class: 'picture-placeholder' },
    icon('image'),
    h(
      'span',
      null,
      h('span', { class: 'picture-alt' }, alt),
      h(
        'span',
        { class: 'picture-why' },
        'Pictures from elsewhere are not loaded here. ',
        url ? linkNode(url, 'Open it') : null,
      ),
    ),
  )
}

function rich(block, surface) {
  return h('div', { dir: 'auto' }, richText(block, surface.reader))
}

function prose(block, surface) {
  return h('div', { dir: 'auto' }, markdown(block.text, surface.reader))
}

function table(block, surface) {
  const settings = block.column_settings || []
  const cell = (content, tag, column) => {
    const set = settings[column] || {}
    return h(
      tag,
      { class: `align-${set.align || 'left'}${set.is_wrapped ? ' wrapped' : ''}`, scope: tag === 'th' ? 'col' : null },
      cellNodes(content, surface),
    )
  }
  const [head, ...rows] = block.rows || []
  return h(
    'div',
    { class: 'table-scroll', tabindex: '0', role: 'group', 'aria-label': 'Table' },
    h(
      'table',
      { class: 'table' },
      head
        ? h(
            'thead',
            null,
            h(
              'tr',
              null,
              head.map((content, column) => cell(content, 'th', column)),
            ),
          )
        : null,
      h(
        'tbody',
        null,
        rows.map((row) =>
          h(
            'tr',
            null,
            row.map((content, column) => cell(content, 'td', column)),
          ),
        ),
      ),
    ),
  )
}

function cellNodes(content, surface) {
  if (!content) return []
  if (content.type === 'rich_text') return richText(content, surface.reader)
  if (content.type === 'mrkdwn' || content.type === 'plain_text') return textNodes(content, surface.reader)
  return [document.createTextNode(textOf(content) || String(content.value ?? ''))]
}
