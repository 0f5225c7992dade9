// The page's own line icons, drawn on a 20 x 20 grid.

import { svg } from './dom.js'

const PATHS = {
  hash: 'M8 3 6.5 17M13.5 3 12 17M3.5 7.5h13.5M3 12.5h13.5',
  lock: 'M5.5 9h9a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1zM7 9V6.5a3 3 0 0 1 6 0V9',
  bolt: 'M11 2.5 4.5 11.5H10L9 17.5l6.5-9H10z',
  reply: 'M3.5 4.5h13v9h-7l-4 3.2v-3.2h-2z',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  send: 'M3.5 16.5 17 10 3.5 3.5l1.8 6.5zM5.3 10H10',
  down: 'm5 7.5 5 5 5-5',
  close: 'm5 5 10 10M15 5 5 15',
  back: 'M12.5 4.5 7 10l5.5 5.5',
  warning: 'M10 3 18 16.5H2zM10 8.2v3.6M10 14.1v.1',
  eye: 'M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z',
  clock: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM10 5.5V10l3 2',
  home: 'M3.5 9 10 3.5 16.5 9v7.5h-4.3v-4.8H7.8v4.8H3.5z',
  external: 'M8 5H4.5v10.5H15V12M11.5 4H16v4.5M16 4l-6.5 6.5',
  check: 'm4.5 10.5 3.8 3.8 7.2-8',
  link: 'M8.5 11.5a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 0 0-4.3-4.3l-.9.9M11.5 8.5a3 3 0 0 0-4.3 0l-2.7 2.7a3 3 0 0 0 4.3 4.3l.9-.9',
  people:
    'M7.5 9.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4zM2.5 16c.3-3 2.3-4.5 5-4.5s4.7 1.5 5 4.5M13 9.3a2.3 2.3 0 1 0-.6-4.5M14.3 11.7c1.9.4 3 1.8 3.2 4.3',
  image: 'M3.5 4h13v12h-13zM3.5 13.5l4-4 3.5 3.5 2-2 3.5 3M12.8 7.6h.01',
}

export function icon(name, className = '') {
  return svg(
    'svg',
    {
      class: `icon icon-${name} ${className}`.trim(),
      viewBox: '0 0 20 20',
      'aria-hidden': 'true',
      focusable: 'false',
      fill: 'none',
      stroke: 'currentColor',
      'stroke-width': name === 'more' ? '2.6' : '1.6',
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
    },
    svg('path', { d: PATHS[name] }),
  )
}
