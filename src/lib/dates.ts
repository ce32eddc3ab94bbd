const formats = new Map<string, Intl.DateTimeFormat>()

function format(timeZone: string, withTime: boolean) {
  const key = `${timeZone} ${withTime}`
  let found = formats.get(key)
  if (!found) {
    // Making a formatter costs more than a page, so each is made once.
    found = new Intl.DateTimeFormat('en-US', {
      timeZone,
      dateStyle: 'medium',
      ...(withTime ? { timeStyle: 'short' } : {}),
    })
    formats.set(key, found)
  }
  return found
}

/** `Nov 23, 2026` on the calendar of the time zone; `at` is ISO 8601 in UTC. */
export function dayIn(timeZone: string, at: string) {
  return format(timeZone, false).format(new Date(at))
}

/** `Nov 23, 2026, 9:05 AM` on the clock of the time zone; `at` is ISO 8601 in UTC. */
export function momentIn(timeZone: string, at: string) {
  // Node puts a narrow no-break space before AM; a plain one can be searched for and typed.
  return format(timeZone, true).format(new Date(at)).replace(/\s/g, ' ')
}

/** `2026-11-23`, the date of an instant on the calendar of the time zone. */
export function dateIn(timeZone: string, at: Date) {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at)
}
