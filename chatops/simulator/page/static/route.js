// Which person, conversation and thread this tab shows, kept in the address: #user=U1&channel=C1&thread=1712.0001 or #user=U1&home=1

export function readRoute() {
  const params = new URLSearchParams(location.hash.replace(/^#/, ''))
  return {
    user: params.get('user') || null,
    channel: params.get('channel') || null,
    thread: params.get('thread') || null,
    home: params.get('home') === '1',
  }
}

export function routeHash(route) {
  const params = new URLSearchParams()
  if (route.user) params.set('user', route.user)
  if (route.home) params.set('home', '1')
  else if (route.channel) {
    params.set('channel', route.channel)
    if (route.thread) params.set('thread', route.thread)
  }
  return `#${params}`
}

export function go(route, { replace = false } = {}) {
  const hash = routeHash(route)
  if (hash === location.hash) return
  if (replace) {
    history.replaceState(null, '', hash)
    window.dispatchEvent(new HashChangeEvent('hashchange'))
  } else {
    location.hash = hash
  }
}

/** Change parts of the present route: visit({thread: ts}) */
export function visit(change, options) {
  go({ ...readRoute(), ...change }, options)
}

/** A link of the workspace itself (".../archives/C1/p1712345678000100"), as a route; null for any other link. */
export function routeOfLink(url) {
  const match = /\/archives\/([A-Z][A-Z0-9]+)(?:\/p(\d{6,})(\d{6}))?(?:\?(.*))?$/.exec(url)
  if (match) {
    const thread = new URLSearchParams(match[4] || '').get('thread_ts')
    return { channel: match[1], thread: thread || null, home: false, ts: match[2] ? `${match[2]}.${match[3]}` : null }
  }
  if (/^slack:\/\/app\b/.test(url)) return { home: true, channel: null, thread: null, ts: null }
  const channel = /^slack:\/\/(?:channel|user)\?.*\bid=([A-Z0-9]+)/.exec(url)
  return channel ? { channel: channel[1], thread: null, home: false, ts: null } : null
}
