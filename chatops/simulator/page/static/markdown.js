// The markdown block: standard Markdown (the parts people use) as DOM nodes.

import { h } from './dom.js'
import { emojiNode, linkNode, userNode, channelNode } from './mentions.js'

export function markdown(text, reader) {
  return blocksOf(
    String(text ?? '')
      .replace(/\r\n?/g, '\n')
      .split('\n'),
    reader,
  )
}

const FENCE = /^\s{0,3}(```+|~~~+)\s*\S*\s*$/
const HEADING = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$/
const RULE = /^\s{0,3}([-*_])(?:\s*\1){2,}\s*$/
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/
const QUOTE = /^\s{0,3}>\s?(.*)$/
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/

function blocksOf(lines, reader) {
  const nodes = []
  let paragraph = []
  const flush = () => {
    if (paragraph.length)
      nodes.push(
        h(
          'p',
          null,
          paragraph.flatMap((line, index) => [index ? h('br') : null, inline(line.trim(), reader)]),
        ),
      )
    paragraph = []
  }
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]
    const fence = FENCE.exec(line)
    const heading = HEADING.exec(line)
    if (fence) {
      flush()
      const body = []
      for (at += 1; at < lines.length && !lines[at].trim().startsWith(fence[1]); at++) body.push(lines[at])
      nodes.push(h('pre', { class: 'pre', tabindex: '0' }, body.join('\n')))
    } else if (heading) {
      flush()
      nodes.push(
        h(
          'p',
          {
            class: `md-heading md-h${heading[1].length}`,
            role: 'heading',
            'aria-level': String(Math.min(6, heading[1].length + 3)),
          },
          inline(heading[2], reader),
        ),
      )
    } else if (RULE.test(line)) {
      flush()
      nodes.push(h('hr', { class: 'divider' }))
    } else if (QUOTE.test(line)) {
      flush()
      const body = []
      for (; at < lines.length && QUOTE.test(lines[at]); at++) body.push(QUOTE.exec(lines[at])[1])
      at -= 1
      nodes.push(h('blockquote', { class: 'quote' }, blocksOf(body, reader)))
    } else if (ITEM.test(line)) {
      flush()
      const body = []
      for (; at < lines.length && (ITEM.test(lines[at]) || (/^\s+\S/.test(lines[at]) && body.length)); at++)
        body.push(lines[at])
      at -= 1
      nodes.push(list(body, reader))
    } else if (line.includes('|') && TABLE_RULE.test(lines[at + 1] || '')) {
      flush()
      const rows = [cells(line)]
      for (at += 2; at < lines.length && lines[at].includes('|'); at++) rows.push(cells(lines[at]))
      at -= 1
      nodes.push(table(rows, reader))
    } else if (!line.trim()) flush()
    else paragraph.push(line)
  }
  flush()
  return nodes
}

const cells = (line) =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim())

function table(rows, reader) {
  const row = (values, tag) =>
    h(
      'tr',
      null,
      values.map((value) => h(tag, tag === 'th' ? { scope: 'col' } : null, inline(value, reader))),
    )
  return h(
    'div',
    { class: 'table-scroll', tabindex: '0', role: 'group', 'aria-label': 'Table' },
    h(
      'table',
      { class: 'table' },
      h('thead', null, row(rows[0], 'th')),
      h(
        'tbody',
        null,
        rows.slice(1).map((values) => row(values, 'td')),
      ),
    ),
  )
}

function list(lines, reader) {
  const indent = ITEM.exec(lines[0])[1].length
  const ordered = /\d/.test(ITEM.exec(lines[0])[2])
  const items = []
  for (const line of lines) {
    const item = ITEM.exec(line)
    if (item && item[1].length <= indent + 1) items.push({ text: item[3], rest: [] })
    else items[items.length - 1].rest.push(line)
  }
  const start = ordered ? parseInt(ITEM.exec(lines[0])[2], 10) : null
  return h(
    ordered ? 'ol' : 'ul',
    { class: 'list', start: start > 1 ? start : null },
    items.map(({ text, rest }) => {
      const task = /^\[([ xX])\]\s+(.*)$/.exec(text)
      return h(
        'li',
        null,
        task ? h('span', { class: 'task' }, task[1] === ' ' ? '☐ ' : '☑ ') : null,
        inline(task ? task[2] : text, reader),
        rest.length
          ? rest.some((line) => ITEM.test(line))
            ? list(
                rest.filter((line) => ITEM.test(line)),
                reader,
              )
            : [' ', inline(rest.join(' ').trim(), reader)]
          : null,
      )
    }),
  )
}

const RULES = [
  [/^\\([\\`*_{}[\]()#+.!~|>-])/, (match) => document.createTextNode(match[1])],
  [/^(`+)([^`]|[^`][\s\S]*?[^`])\1(?!`)/, (match) => h('code', { class: 'code' }, match[2].trim())],
  [/^!\[([^\]]*)\]\(([^)\s]+)[^)]*\)/, (match) => linkNode(match[2], match[1] || match[2])],
  [/^\[([^\]]+)\]\(([^)\s]+)[^)]*\)/, (match) => linkNode(match[2], match[1])],
  [/^<@([UW][A-Z0-9]+)>/, (match, reader) => userNode(match[1], reader)],
  [/^<#([CGD][A-Z0-9]+)>/, (match, reader) => channelNode(match[1], reader)],
  [/^<(https?:\/\/[^>\s]+)>/, (match) => linkNode(match[1])],
  [/^(\*\*|__)(?=\S)([\s\S]*?\S)\1/, (match, reader) => h('strong', null, inline(match[2], reader))],
  [/^~~(?=\S)([\s\S]*?\S)~~/, (match, reader) => h('s', null, inline(match[1], reader))],
  [/^\*(?=\S)([^*]*?[^*\s])\*/, (match, reader) => h('em', null, inline(match[1], reader))],
  [/^_(?=\S)([^_]*?[^_\s])_(?![\p{L}\p{N}])/u, (match, reader) => h('em', null, inline(match[1], reader))],
  [/^https?:\/\/[^\s<>]*[^\s<>.,;:!?)\]'"*_~`]/, (match) => linkNode(match[0])],
  [/^:([a-z0-9_+-]+):/, (match) => emojiNode(match[1])],
]

function inline(text, reader) {
  const nodes = []
  let plain = ''
  let rest = text
  while (rest) {
    const inWord = /[\p{L}\p{N}]$/u.test(plain)
    let used = 0
    for (const [pattern, build] of RULES) {
      if (inWord && (rest[0] === '_' || rest[0] === 'h')) break
      const match = pattern.exec(rest)
      if (!match) continue
      if (plain) nodes.push(document.createTextNode(plain))
      plain = ''
      nodes.push(build(match, reader))
      used = match[0].length
      break
    }
    if (!used) {
      plain += rest[0]
      used = 1
    }
    rest = rest.slice(used)
  }
  if (plain) nodes.push(document.createTextNode(plain))
  return nodes
}
