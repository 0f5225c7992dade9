// The data_visualization block: bars, lines, areas and pies, drawn as SVG, with the same numbers as a table.

import { h, svg } from './dom.js'

const WIDTH = 560
const HEIGHT = 240
const EDGE = { left: 52, right: 12, top: 12, bottom: 44 }

const show = (value) => new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 }).format(value)
const text = (x, y, words, anchor, className = 'chart-label') =>
  Object.assign(svg('text', { x, y, 'text-anchor': anchor, class: className }), { textContent: words })

export function chart(block) {
  const spec = block.chart || {}
  const pie = spec.type === 'pie'
  const series = pie ? [{ name: block.title, data: spec.segments || [] }] : spec.series || []
  const categories = pie ? series[0].data.map((point) => point.label) : spec.axis_config?.categories || []
  const names = pie ? categories : series.map((one) => one.name)
  const drawing = pie ? pieOf(series[0].data) : onAxes(spec, series, categories)
  drawing.setAttribute('role', 'img')
  drawing.setAttribute('aria-label', `${block.title} (chart, its numbers follow)`)
  return h(
    'figure',
    { class: 'chart' },
    h('figcaption', null, block.title),
    drawing,
    names.length > 1 || pie ? legend(names) : null,
    numbers(block.title, series, categories),
  )
}

const legend = (names) =>
  h(
    'ul',
    { class: 'chart-legend', 'aria-hidden': 'true' },
    names.map((name, index) => h('li', null, h('span', { class: `chart-key series-${index}` }), name)),
  )

function numbers(title, series, categories) {
  const row = (label) => [
    h('th', { scope: 'row' }, label),
    series.map((one) => h('td', { class: 'align-right' }, valueText(one, label))),
  ]
  return h(
    'details',
    { class: 'chart-numbers' },
    h('summary', null, 'Numbers'),
    h(
      'div',
      { class: 'table-scroll', tabindex: '0', role: 'group', 'aria-label': title },
      h(
        'table',
        { class: 'table' },
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            h('td'),
            series.map((one) => h('th', { scope: 'col' }, one.name)),
          ),
        ),
        h(
          'tbody',
          null,
          categories.map((label) => h('tr', null, row(label))),
        ),
      ),
    ),
  )
}

const valueOf = (one, label) => one.data.find((point) => point.label === label)?.value ?? 0
const valueText = (one, label) => show(valueOf(one, label))

/** A round number at or above the largest value, and four steps to it. */
function scaleOf(series) {
  const values = series.flatMap((one) => one.data.map((point) => point.value))
  const low = Math.min(0, ...values)
  const high = Math.max(0, ...values, low + 1e-9)
  const rough = (high - low) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough - 1e-12)
  const bottom = Math.floor(low / step) * step
  const top = Math.ceil(high / step) * step || step
  const ticks = []
  for (let tick = bottom; tick <= top + step / 2; tick += step) ticks.push(tick)
  return { bottom, top, ticks }
}

function onAxes(spec, series, categories) {
  const { bottom, top, ticks } = scaleOf(series)
  const wide = WIDTH - EDGE.left - EDGE.right
  const below = spec.axis_config?.x_label ? EDGE.bottom : EDGE.bottom - 12
  const tall = HEIGHT - EDGE.top - below
  const y = (value) => EDGE.top + tall * (1 - (value - bottom) / (top - bottom))
  const slot = wide / Math.max(1, categories.length)
  const middle = (index) => EDGE.left + slot * (index + 0.5)
  const root = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'chart-drawing' })
  for (const tick of ticks) {
    root.append(svg('line', { x1: EDGE.left, x2: WIDTH - EDGE.right, y1: y(tick), y2: y(tick), class: 'chart-grid' }))
    root.append(text(EDGE.left - 8, y(tick) + 4, show(tick), 'end'))
  }
  const widest = 14 + 6.5 * Math.max(...categories.map((label) => label.length))
  const every = Math.ceil(categories.length / Math.max(1, Math.floor(wide / widest)))
  categories.forEach((label, index) => {
    if (index % every === 0) root.append(text(middle(index), HEIGHT - below + 22, label, 'middle'))
  })
  if (spec.axis_config?.x_label)
    root.append(text(EDGE.left + wide / 2, HEIGHT - 6, spec.axis_config.x_label, 'middle', 'chart-axis'))
  if (spec.axis_config?.y_label) {
    const axis = text(0, 0, spec.axis_config.y_label, 'middle', 'chart-axis')
    axis.setAttribute('transform', `translate(11 ${EDGE.top + tall / 2}) rotate(-90)`)
    root.append(axis)
  }
  series.forEach((one, index) => {
    const points = categories.map((label, at) => [middle(at), y(valueOf(one, label))])
    if (spec.type === 'bar') root.append(...bars(one, index, series.length, categories, slot, y))
    else root.append(...lineOf(points, index, spec.type === 'area' ? y(Math.max(0, bottom)) : null))
  })
  return root
}

function bars(one, index, count, categories, slot, y) {
  const width = Math.min(48, (slot * 0.72) / count)
  return categories.map((label, at) => {
    const value = valueOf(one, label)
    const x = EDGE.left + slot * (at + 0.5) - (width * count) / 2 + width * index
    const bar = svg('rect', {
      x: x + 1,
      width: Math.max(1, width - 2),
      y: Math.min(y(value), y(0)),
      height: Math.abs(y(value) - y(0)),
      rx: 2,
      class: `series-${index}`,
    })
    bar.append(Object.assign(svg('title', {}), { textContent: `${one.name}, ${label}: ${show(value)}` }))
    return bar
  })
}

function lineOf(points, index, floor) {
  const path = points.map(([x, y], at) => `${at ? 'L' : 'M'}${x} ${y}`).join('')
  const parts = []
  if (floor !== null && points.length) {
    const [first, last] = [points[0][0], points[points.length - 1][0]]
    parts.push(svg('path', { d: `${path}L${last} ${floor}L${first} ${floor}Z`, class: `chart-area series-${index}` }))
  }
  parts.push(svg('path', { d: path, class: `chart-line series-${index}` }))
  return [...parts, ...points.map(([x, y]) => svg('circle', { cx: x, cy: y, r: 3, class: `series-${index}` }))]
}

function pieOf(segments) {
  const total = segments.reduce((sum, one) => sum + Math.max(0, one.value), 0) || 1
  const root = svg('svg', { viewBox: '0 0 240 220', class: 'chart-drawing chart-pie' })
  const at = (turn) => `${120 + 100 * Math.sin(turn * 2 * Math.PI)} ${110 - 100 * Math.cos(turn * 2 * Math.PI)}`
  let turn = 0
  segments.forEach((one, index) => {
    const part = Math.min(0.99999, Math.max(0, one.value) / total)
    const slice = svg('path', {
      d: `M120 110L${at(turn)}A100 100 0 ${part > 0.5 ? 1 : 0} 1 ${at(turn + part)}Z`,
      class: `chart-slice series-${index}`,
    })
    slice.append(Object.assign(svg('title', {}), { textContent: `${one.label}: ${show(one.value)}` }))
    root.append(slice)
    turn += part
  })
  return root
}
