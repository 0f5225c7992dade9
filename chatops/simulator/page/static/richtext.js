// The rich_text block: sections, lists, quotes, preformatted text and their inline elements.

import { h } from './dom.js'
import { broadcastNode, channelNode, dateNode, emojiNode, groupNode, linkNode, userNode } from './mentions.js'
import { emojiFromUnicode } from './emoji.js'

export function richText(block, reader) {
  return (block.elements || []).map((element) => part(element, reader))
}

function part(element, reader) {
  const inner = () =>
    (element.elements || []).map((child) =>
      child.type.startsWith('rich_text_') ? part(child, reader) : inlineElement(child, reader),
    )
  switch (element.type) {
    case 'rich_text_section':
      return h('div', { class: 'rich-section' }, inner())
    case 'rich_text_quote':
      return h('blockquote', { class: 'quote rich-pre-line' }, inner())
    case 'rich_text_preformatted':
      return h('pre', { class: 'pre', tabindex: '0' }, inner())
    case 'rich_text_list': {
      const ordered = element.style === 'ordered'
      return h(
        ordered ? 'ol' : 'ul',
        {
          class: `list list-indent-${Math.min(8, element.indent || 0)}`,
          start: ordered && element.offset ? element.offset + 1 : null,
        },
        (element.elements || []).map((child) => h('li', null, part(child, reader))),
      )
    }
    default:
      return h('div', { class: 'unsupported' }, `unsupported block: ${element.type}`)
  }
}

function inlineElement(element, reader) {
  const node = bare(element, reader)
  const style = element.style || {}
  let styled = node
  if (style.code) styled = h('code', { class: 'code' }, styled)
  if (style.strike) styled = h('s', null, styled)
  if (style.italic) styled = h('em', null, styled)
  if (style.bold) styled = h('strong', null, styled)
  if (style.underline) styled = h('u', null, styled)
  return styled
}

function bare(element, reader) {
  switch (element.type) {
    case 'text':
      return h('span', { class: 'rich-pre-line' }, element.text)
    case 'link':
      return linkNode(element.url || '', element.text)
    case 'user':
      return userNode(element.user_id, reader)
    case 'channel':
      return channelNode(element.channel_id, reader)
    case 'usergroup':
      return groupNode(element.usergroup_id, reader)
    case 'broadcast':
      return broadcastNode(element.range)
    case 'date':
      return dateNode(
        Number(element.timestamp),
        element.format || '{date_short}',
        element.fallback,
        reader,
        element.url,
      )
    case 'emoji':
      return emojiNode(element.name || '', emojiFromUnicode(element.unicode))
    case 'color':
      return h('code', { class: 'code' }, element.value)
    case 'team':
      return h('span', { class: 'mention' }, element.team_id)
    default:
      return h('span', { class: 'unsupported' }, `unsupported element: ${element.type}`)
  }
}
