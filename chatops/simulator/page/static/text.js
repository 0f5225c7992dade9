// Block Kit text objects.

import { h } from './dom.js'
import { emojiNode } from './mentions.js'
import { mrkdwn } from './mrkdwn.js'

/** plain_text is shown as written (emoji names become emoji unless `emoji` is false); mrkdwn is formatted. */
export function textNodes(text, reader) {
  if (!text) return []
  if (typeof text === 'string') return [document.createTextNode(text)]
  if (text.type === 'mrkdwn') return mrkdwn(text.text, reader, { verbatim: text.verbatim })
  return plainNodes(text.text, text.emoji !== false)
}

function plainNodes(text, emoji) {
  const nodes = []
  String(text ?? '')
    .split('\n')
    .forEach((line, index) => {
      if (index) nodes.push(h('br'))
      if (!emoji) {
        nodes.push(document.createTextNode(line))
        return
      }
      line.split(/(:[a-z0-9_+-]+:)/).forEach((piece, odd) => {
        if (piece) nodes.push(odd % 2 ? emojiNode(piece.slice(1, -1)) : document.createTextNode(piece))
      })
    })
  return nodes
}

export const textOf = (text) => (typeof text === 'string' ? text : text?.text || '')
