// Talking to the workspace's server: JSON requests and the stream of changes.

class RequestError extends Error {
  constructor(message, status) {
    super(message)
    this.status = status // null when the server could not be reached
  }
}

async function request(path, options) {
  let response
  try {
    response = await fetch(path, { cache: 'no-store', ...options })
  } catch {
    throw new RequestError('The workspace cannot be reached right now.', null)
  }
  let body = null
  try {
    body = await response.json()
  } catch {
    /* an error page is not JSON */
  }
  if (!response.ok) {
    throw new RequestError(
      (body && (body.error || body.detail)) || `The workspace answered ${response.status}.`,
      response.status,
    )
  }
  return body
}

export const fetchState = (user) => request(user ? `sim/state?user=${encodeURIComponent(user)}` : 'sim/state')

export const post = (kind, body) =>
  request(`sim/${kind}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

/**
 * Follow the changes one person can see. Calls onChange at each change and onStatus('live' | 'away').
 * EventSource gives up on some failures (a server that is restarting answers nothing), so it is renewed here.
 */
export function followStream(user, onChange, onStatus) {
  let source = null
  let timer = null
  let stopped = false
  let wait = 500

  function open() {
    source = new EventSource(`sim/stream?user=${encodeURIComponent(user)}`)
    source.onopen = () => {
      wait = 500
      onStatus('live')
      onChange()
    }
    source.addEventListener('changed', () => onChange())
    source.onerror = () => {
      source.close()
      if (stopped) return
      onStatus('away')
      timer = setTimeout(open, wait)
      wait = Math.min(wait * 1.6, 5000)
    }
  }
  open()
  return {
    retry() {
      if (timer) {
        clearTimeout(timer)
        wait = 500
        source.close()
        open()
      }
    },
    stop() {
      stopped = true
      clearTimeout(timer)
      source.close()
    },
  }
}
