// Times and dates in the zone of the person who reads.

let offset = 0 // the workspace's clock minus this browser's, seconds

export const setNow = (seconds) => {
  offset = typeof seconds === 'number' ? seconds - Date.now() / 1000 : 0
}
export const now = () => Date.now() / 1000 + offset

const formats = new Map()

function format(zone, options) {
  const name = zone + JSON.stringify(options)
  if (!formats.has(name)) {
    let made
    try {
      made = new Intl.DateTimeFormat('en-US', { timeZone: zone || 'UTC', ...options })
    } catch {
      made = new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', ...options })
    }
    formats.set(name, made)
  }
  return formats.get(name)
}

/** {year: '2026', month: '11', day: '21', hour: '14', minute: '05', second: '09', weekday: 'Saturday'} */
function partsOf(seconds, zone) {
  const parts = format(zone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(seconds * 1000))
  return Object.fromEntries(parts.map((part) => [part.type, part.value]))
}

export function isoDate(seconds, zone) {
  const { year, month, day } = partsOf(seconds, zone)
  return `${year}-${month}-${day}`
}

export function clock(seconds, zone) {
  const { hour, minute } = partsOf(seconds, zone)
  return `${hour}:${minute}`
}

/** "Mon, Nov 23, 09:00" */
export function shortMoment(seconds, zone) {
  const day = format(zone, { weekday: 'short', month: 'short', day: 'numeric' }).format(new Date(seconds * 1000))
  return `${day}, ${clock(seconds, zone)}`
}

/** Seconds since 1970 of a local date ("2026-11-21") and time ("14:05") in a zone. */
export function unixOf(date, time, zone) {
  const [year, month, day] = date.split('-').map(Number)
  const [hour, minute] = time.split(':').map(Number)
  const wall = Date.UTC(year, month - 1, day, hour, minute) / 1000
  let guess = wall
  for (let round = 0; round < 3; round++) guess = wall - zoneOffset(guess, zone)
  return guess
}

function zoneOffset(seconds, zone) {
  const { year, month, day, hour, minute, second } = partsOf(seconds, zone)
  return Date.UTC(+year, month - 1, +day, +hour, +minute, +second) / 1000 - Math.floor(seconds)
}

export function zoneName(seconds, zone) {
  const part = format(zone, { timeZoneName: 'short' })
    .formatToParts(new Date(seconds * 1000))
    .find((p) => p.type === 'timeZoneName')
  return part ? part.value : zone
}

function ordinal(day) {
  const last = day % 10
  if (day % 100 >= 11 && day % 100 <= 13) return `${day}th`
  return `${day}${last === 1 ? 'st' : last === 2 ? 'nd' : last === 3 ? 'rd' : 'th'}`
}

/** "today", "yesterday", "tomorrow" or null */
function nearDay(seconds, zone) {
  const day = isoDate(seconds, zone)
  if (day === isoDate(now(), zone)) return 'today'
  if (day === isoDate(now() - 86400, zone)) return 'yesterday'
  if (day === isoDate(now() + 86400, zone)) return 'tomorrow'
  return null
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1)

/** The divider between days: "Today", "Yesterday", "Friday, November 20th" */
export function dayTitle(seconds, zone) {
  const near = nearDay(seconds, zone)
  if (near) return capital(near)
  const { year } = partsOf(seconds, zone)
  const words = dateWords(seconds, zone, 'long', 'long')
  return year === partsOf(now(), zone).year ? words : `${words}, ${year}`
}

function dateWords(seconds, zone, month, weekday) {
  const parts = format(zone, { month, day: 'numeric', weekday: weekday || 'long' }).formatToParts(
    new Date(seconds * 1000),
  )
  const get = (type) => parts.find((part) => part.type === type).value
  const date = month === 'long' ? `${get('month')} ${ordinal(+get('day'))}` : `${get('month')} ${get('day')}`
  return weekday ? `${get('weekday')}, ${date}` : date
}

/** A full sentence for tooltips: "Saturday, November 21st, 2026 at 14:05:09 (GMT+1)" */
export function fullTime(seconds, zone) {
  const { year, hour, minute, second } = partsOf(seconds, zone)
  return `${dateWords(seconds, zone, 'long', 'long')}, ${year} at ${hour}:${minute}:${second} (${zoneName(seconds, zone)})`
}

function ago(seconds) {
  const gap = now() - seconds
  const size = Math.abs(gap)
  const [count, unit] =
    size < 60
      ? [Math.round(size), 'second']
      : size < 3600
        ? [Math.round(size / 60), 'minute']
        : size < 86400
          ? [Math.round(size / 3600), 'hour']
          : [Math.round(size / 86400), 'day']
  const words = `${count} ${unit}${count === 1 ? '' : 's'}`
  return gap >= 0 ? `${words} ago` : `in ${words}`
}

/** Slack's date tokens: "{date_short} at {time}" */
export function tokens(seconds, pattern, zone) {
  const { year, month, day, hour, minute, second } = partsOf(seconds, zone)
  const close = Math.abs(now() - seconds) < 182 * 86400
  const long = `${dateWords(seconds, zone, 'long', 'long')}, ${year}`
  const plain = dateWords(seconds, zone, 'long', null) + (close ? '' : `, ${year}`)
  const short = `${dateWords(seconds, zone, 'short', null)}, ${year}`
  const near = nearDay(seconds, zone)
  const values = {
    date_num: `${year}-${month}-${day}`,
    date_slash: `${month}/${day}/${year}`,
    date: plain,
    date_short: short,
    date_long: long,
    date_long_full: long,
    date_pretty: near || plain,
    date_short_pretty: near || short,
    date_long_pretty: near || long,
    day_divider_pretty: near ? capital(near) : dateWords(seconds, zone, 'long', 'long'),
    time: `${hour}:${minute}`,
    time_secs: `${hour}:${minute}:${second}`,
    ago: ago(seconds),
  }
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole)
}
