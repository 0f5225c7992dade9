// Slack's mrkdwn ("*bold* <https://x|label> <@U1>") as DOM nodes. Never as markup.

import { h } from './dom.js'
import { broadcastNode, channelNode, dateNode, emojiNode, groupNode, linkNode, userNode } from './mentions.js'

const ENTITIES = { '&amp;': '&', '&lt;': '<', '&gt;': '>' }
const decode = (text) => text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity])

const STYLES = { '*': 'strong', _: 'em', '~': 's' }
const WORD = /[\p{L}\p{N}]/u
const URL_AT = /https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)\]'"*_~`]/y
const EMOJI_AT = /:([a-z0-9_+'-]+(?:::skin-tone-\d)?):/y

/** A whole text with code blocks, quotes and lines. */
export function mrkdwn(text, reader, { verbatim = false } = {}) {
  const nodes = []
  const pieces = String(text ?? '').split(/```/)
  // an opening fence without an end is literal text
  if (pieces.length % 2 === 0) pieces.push([pieces.pop(), pieces.pop()].reverse().join('```'))
  pieces.forEach((piece, index) => {
    if (index % 2) {
      const code = piece.replace(/^\n/, '').replace(/\n$/, '')
      nodes.push(h('pre', { class: 'pre', tabindex: '0' }, codeText(code)))
      return
    }
    let plain = piece
    if (index > 0) plain = plain.replace(/^\n/, '')
    if (index < pieces.length - 1) plain = plain.replace(/\n$/, '')
    if (plain) nodes.push(...lines(plain, reader, verbatim))
  })
  return nodes
}

// Inside code, Slack still shows the label of a link and decodes entities.
const codeText = (text) => decode(text.replace(/<([^<>|]+)(?:\|([^<>]*))?>/g, (_, target, label) => label || target))

function lines(text, reader, verbatim) {
  const nodes = []
  let quote = null
  let first = true
  for (const line of text.split('\n')) {
    const quoted = /^(?:&gt;|>)(?!&gt;&gt;) ?(.*)$/.exec(line)
    if (quoted) {
      if (!quote) {
        quote = h('blockquote', { class: 'quote' })
        nodes.push(quote)
      } else quote.append(h('br'))
      quote.append(...inline(quoted[1], reader, verbatim))
      first = true
      continue
    }
    if (!first) nodes.push(h('br'))
    nodes.push(...inline(line, reader, verbatim))
    quote = null
    first = false
  }
  return nodes
}

function inline(text, reader, verbatim) {
  const nodes = []
  let plain = ''
  const flush = () => {
    if (plain) nodes.push(document.createTextNode(decode(plain)))
    plain = ''
  }
  const take = (node, end) => {
    flush()
    nodes.push(node)
    return end
  }
  let at = 0
  while (at < text.length) {
    const character = text[at]
    const before = at === 0 ? '' : text[at - 1]
    if (character === '<') {
      const end = text.indexOf('>', at + 1)
      const node = end > at + 1 ? special(text.slice(at + 1, end), reader) : null
      if (node) {
        at = take(node, end + 1)
        continue
      }
    } else if (character === '`') {
      const end = text.indexOf('`', at + 1)
      if (end > at + 1) {
        at = take(h('code', { class: 'code' }, codeText(text.slice(at + 1, end))), end + 1)
        continue
      }
    } else if (STYLES[character] && !WORD.test(before) && before !== character) {
      const end = closing(text, at, character)
      if (end > 0) {
        at = take(h(STYLES[character], null, inline(text.slice(at + 1, end), reader, verbatim)), end + 1)
        continue
      }
    } else if (character === ':') {
      EMOJI_AT.lastIndex = at
      const found = EMOJI_AT.exec(text)
      if (found) {
        at = take(emojiNode(found[1]), at + found[0].length)
        continue
      }
    } else if (character === 'h' && !verbatim && !WORD.test(before)) {
      URL_AT.lastIndex = at
      const found = URL_AT.exec(text)
      if (found) {
        const url = decode(found[0])
        at = take(linkNode(url, url), at + found[0].length)
        continue
      }
    }
    plain += character
    at += 1
  }
  flush()
  return nodes
}

/** Where the style opened at `start` ends: a marker after a non-space and before a non-word, outside <...> and code. */
function closing(text, start, marker) {
  if (!text[start + 1] || /\s/.test(text[start + 1]) || text[start + 1] === marker) return -1
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '<' || text[at] === '`') {
      const end = text.indexOf(text[at] === '<' ? '>' : '`', at + 1)
      if (end > 0) {
        at = end
        continue
      }
    }
    if (text[at] === marker && !/\s/.test(text[at - 1]) && !WORD.test(text[at + 1] || '') && text[at + 1] !== marker)
      return at
  }
  return -1
}

/** What stands between < and >. */
function special(body, reader) {
  const bar = body.indexOf('|')
  const target = bar < 0 ? body : body.slice(0, bar)
  const label = bar < 0 ? null : decode(body.slice(bar + 1))
  if (/^@[UW][A-Z0-9]+$/.test(target)) return userNode(target.slice(1), reader, label)
  if (/^#[CGD][A-Z0-9]+$/.test(target)) return channelNode(target.slice(1), reader, label)
  if (target.startsWith('!subteam^')) return groupNode(target.slice(9), reader, label)
  if (/^!(here|channel|everyone)$/.test(target)) return broadcastNode(target.slice(1))
  if (target.startsWith('!date^')) {
    const [, seconds, pattern, url] = target.split('^')
    return dateNode(Number(seconds), decode(pattern || ''), label, reader, url && decode(url))
  }
  if (target.startsWith('!')) return document.createTextNode(label || `<${target}>`)
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return linkNode(decode(target), label)
  return null
}

/** The text without markers, for previews and screen readers. */
export function plainOf(text, reader) {
  return mrkdwn(text, reader)
    .map((node) => (node.nodeName === 'BR' ? ' ' : node.textContent))
    .join('')
    .trim()
}
