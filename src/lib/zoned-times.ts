/** As XML writes a time: a date alone is taken too, and a zone may be missing. */
const shape = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?$/

// Instants are compared as texts, which takes years of four digits.
const earliest = Temporal.Instant.from('0001-01-01T00:00:00Z')
const latest = Temporal.Instant.from('9999-12-31T23:59:59.999Z')

/** `2026-11-27T09:30:00-05:00`: an instant (ISO 8601) on the clock of a time zone, with its offset. */
export function zonedInstant(timeZone: string, at: string): string {
  return Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).toString({ timeZoneName: 'never' })
}

/** `2026-11-27T00:00:00-05:00`: the instant at which a date (YYYY-MM-DD) begins in a time zone. */
export function zonedDay(timeZone: string, date: string): string {
  return Temporal.PlainDate.from(date).toZonedDateTime(timeZone).toString({ timeZoneName: 'never' })
}

/**
 * The instant, ISO 8601 in UTC and to the millisecond, of a time as XML writes it; where that says no zone, on the clock of
 * this one. Undefined when there is no such time.
 */
export function readZonedInstant(timeZone: string, text: string): string | undefined {
  const [, date, time = '00:00:00', fraction = '0', offset] = shape.exec(text.trim()) ?? []
  if (!date) return undefined
  const local = `${date}T${time}.${fraction.slice(0, 9)}`
  try {
    const instant = offset
      ? Temporal.Instant.from(`${local}${offset}`)
      : Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone).toInstant()
    return within(instant).toString({ fractionalSecondDigits: 3 })
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function within(instant: Temporal.Instant) {
  if (Temporal.Instant.compare(instant, earliest) < 0) return earliest
  return Temporal.Instant.compare(instant, latest) > 0 ? latest : instant
}

/**
 * The date (YYYY-MM-DD) of a time as XML writes it, on the calendar of the time zone. Midnight is the date that is written
 * whatever its zone: programs that keep dates alone write them so.
 */
export function readZonedDay(timeZone: string, text: string): string | undefined {
  const instant = readZonedInstant(timeZone, text)
  if (instant === undefined) return undefined
  const [, date, time = '00:00:00', , offset] = shape.exec(text.trim()) ?? []
  if (time === '00:00:00' || !offset) return date
  return Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString()
}
