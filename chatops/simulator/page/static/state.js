// What the page knows: the route of this tab, the last state of the workspace as this person sees it, and the connection.

import { fetchState, followStream } from './api.js'
import { go, readRoute } from './route.js'
import { setNow } from './time.js'

export const store = {
  route: readRoute(),
  data: null, // the last answer of /sim/state for this person
  problem: null, // a sentence when this person's state cannot be shown
  connection: 'connecting', // connecting | live | away
}

const listeners = new Set()
export const subscribe = (listener) => listeners.add(listener)
export const changed = () => {
  for (const listener of listeners) listener()
}

let stream = null
let users = new Map()
let channels = new Map()
let groups = new Map()

function keep(data) {
  store.data = data
  setNow(data.now)
  users = new Map(data.users.map((user) => [user.id, user]))
  channels = new Map((data.channels || []).map((channel) => [channel.id, channel]))
  groups = new Map((data.usergroups || data.groups || []).map((group) => [group.id, group]))
}

export const userOf = (id) => users.get(id) || null
export const channelOf = (id) => channels.get(id) || null
export const me = () => (store.data ? userOf(store.data.me) : null)
export const zone = () => me()?.tz || 'UTC'
export const app = () => store.data?.app || { name: 'App', commands: [], shortcuts: [] }
export const views = () => store.data?.views || []
/** Changes when any person or channel changed, so that mentions are drawn again. */
export const directorySignature = () =>
  JSON.stringify([store.data?.users, store.data?.channels?.map((c) => [c.id, c.name]), store.data?.me])

/** What rendering needs to know about the person who reads. */
export const reader = () => ({
  zone: zone(),
  me: store.data?.me,
  user: userOf,
  channel: channelOf,
  group: (id) => groups.get(id) || null,
})

export const displayName = (user) => user.display_name || user.real_name || user.name || user.id

export const isPerson = (user) => !user.is_bot && !user.deleted && user.id !== 'USLACKBOT'

/** The name shown for a conversation: "payments-approvals" or the other person's name. */
export function channelTitle(channel) {
  if (channel.kind !== 'im') return channel.name
  const other = userOf(channel.with)
  return other ? displayName(other) : channel.name || 'Direct message'
}

export const isAppChannel = (channel) => channel.kind === 'im' && channel.with === app().bot_user_id

export const appChannel = () => (store.data?.channels || []).find(isAppChannel) || null

/** The conversation that is open: the one in the address, or the first one of this person. */
export function openChannel() {
  const { channel, home } = store.route
  if (home || !store.data) return null
  if (channel) return channelOf(channel)
  const list = store.data.channels.filter((item) => !item.is_archived)
  return (
    list.find((item) => item.kind !== 'im' && (store.data.messages[item.id] || []).length) ||
    list.find((item) => item.kind !== 'im') ||
    list[0] ||
    null
  )
}

let loading = null
let again = false

/** Fetch the state again. Calls during a fetch lead to exactly one more fetch. */
export function refresh() {
  if (loading) {
    again = true
    return loading
  }
  loading = load().finally(() => {
    loading = null
    if (again) {
      again = false
      refresh()
    }
  })
  return loading
}

async function load() {
  const user = store.route.user
  try {
    const data = await fetchState(user)
    if (user !== store.route.user) {
      again = true
      return
    }
    if (!user) {
      choosePerson(data)
      return
    }
    store.problem = null
    keep(data)
  } catch (error) {
    if (user !== store.route.user) {
      again = true
      return
    }
    if (error.status === null || error.status >= 500) {
      setConnection('away')
      return
    }
    await showProblem(user, error.message)
  }
  changed()
}

async function showProblem(user, sentence) {
  try {
    const all = await fetchState(null)
    if (user !== store.route.user) return
    keep({ ...all, me: null, channels: [], messages: {}, views: [], home: null })
    store.problem = sentence
  } catch {
    setConnection('away')
  }
}

function choosePerson(data) {
  const first = data.users.find(isPerson) || data.users[0]
  if (first) go({ ...store.route, user: first.id }, { replace: true })
}

function setConnection(connection) {
  if (store.connection === connection) return
  store.connection = connection
  changed()
}

export const retryNow = () => {
  stream?.retry()
  refresh()
}

/** Follow the address: another person means another stream and another state. */
export function start() {
  window.addEventListener('hashchange', () => {
    const before = store.route.user
    store.route = readRoute()
    if (store.route.user !== before) {
      store.data = null
      store.problem = null
      connect()
    }
    changed()
  })
  document.addEventListener('visibilitychange', rest)
  connect()
}

let resting = null

/** A tab nobody looks at gives its connection back after a while: browsers allow only six to one server. */
function rest() {
  clearTimeout(resting)
  if (document.visibilityState === 'visible') {
    if (!stream) connect()
    return
  }
  resting = setTimeout(() => {
    stream?.stop()
    stream = null
  }, 20000)
}

function connect() {
  stream?.stop()
  stream = null
  const user = store.route.user
  if (!user) {
    refresh()
    setTimeout(() => {
      if (!store.route.user) connect()
    }, 2000)
    return
  }
  store.connection = 'connecting'
  stream = followStream(user, refresh, setConnection)
  refresh()
}
