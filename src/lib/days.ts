const formats = new Map<string, Intl.DateTimeFormat>()

function partsFormat(timeZone: string) {
  let found = formats.get(timeZone)
  if (!found) {
    found = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formats.set(timeZone, found)
  }
  return found
}

/** What the clock of the zone shows at an instant, as milliseconds as if it were UTC. */
function clockAt(timeZone: string, instant: number) {
  const parts: Record<string, number> = {}
  for (const { type, value } of partsFormat(timeZone).formatToParts(instant)) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

/** `2026-11-23` is a day of the calendar; `2026-02-30` and `23/11/2026` are not. */
export function isDay(text: string) {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  return year >= '1900' && date.toISOString().startsWith(text)
}

/** The instant at which a day (`YYYY-MM-DD`) begins in a time zone, or one some days later; ISO 8601, UTC. */
export function startOfDay(timeZone: string, day: string, daysLater = 0) {
  const wanted = Date.parse(`${day}T00:00:00Z`) + daysLater * 86_400_000
  // The first guess may lie on the other side of a change of the clocks; the second does not.
  let instant = wanted
  for (let turn = 0; turn < 2; turn++) instant = wanted - (clockAt(timeZone, instant) - instant)
  return new Date(instant).toISOString()
}

/** `2026-11-23 09:05:00` on the clock of the time zone: what a spreadsheet sorts and reads as a date. */
export function timestampIn(timeZone: string, at: string) {
  return new Date(clockAt(timeZone, Date.parse(at))).toISOString().slice(0, 19).replace('T', ' ')
}
