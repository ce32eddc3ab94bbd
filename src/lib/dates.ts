/** January to December. */
export const monthNames = Array.from({ length: 12 }, (_, index) =>
  new Temporal.PlainDate(2000, index + 1, 1).toLocaleString('en-US', { month: 'long' }),
)
const shortMonths = monthNames.map((name) => name.slice(0, 3).toLowerCase())

const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/
const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4}|[0-4]\d)$/
/** Where somebody has said which part comes first, other signs between them leave no doubt. */
const numeric = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|[0-4]\d)$/
const compact = /^((?:19|20|21)\d\d)(\d\d)(\d\d)$/
const spelled = /^(\d{1,2})-([a-z]{3})-(\d{4}|[0-4]\d)$/i
const time = / (?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?: ?[ap]m)?$/i

/**
 * `2026-01-31` from `2026-01-31`, `1/31/2026`, `1/31/26` or `31-Jan-26`, with or without a time of day behind it;
 * undefined when there is no such date between 1900 and 2199. Spreadsheets drop the zeros before a month or day, so
 * they may be missing. Two digits are a year up to 2049: beyond, spreadsheets differ on the century.
 */
export function readDate(text: string): string | undefined {
  return dateOf(text.replace(time, ''))
}

/** As `readDate`, where it was said which part of a numeric date comes first: `31.1.2026` and `20260131` too. */
export function readDateInOrder(text: string, order: 'month-first' | 'day-first'): string | undefined {
  const written = text.replace(time, '')
  const [, first, , second, year] = numeric.exec(written) ?? []
  if (first)
    return dateOf(order === 'month-first' ? `${first}/${second}/${year}` : `${second}/${first}/${year}`)
  return dateOf(written.replace(compact, '$1-$2-$3'))
}

function dateOf(written: string): string | undefined {
  const [, isoYear, isoMonth, isoDay] = iso.exec(written) ?? []
  const [, month, day, year] = american.exec(written) ?? []
  const [, spelledDay, name = '', spelledYear] = spelled.exec(written) ?? []
  const y = Number((isoYear ?? year ?? spelledYear)?.replace(/^\d\d$/, '20$&'))
  const m = Number(isoMonth ?? month ?? shortMonths.indexOf(name.toLowerCase()) + 1)
  const d = Number(isoDay ?? day ?? spelledDay)
  if (!(y >= 1900 && y <= 2199) || !(m >= 1 && m <= 12) || !(d >= 1 && d <= 31)) return undefined
  // An import reads a million dates, so Temporal is asked only about the days that not every month has.
  if (d > 28 && d > new Temporal.PlainYearMonth(y, m).daysInMonth) return undefined
  return `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`
}

/** What calendar and clock of the time zone show at an instant; `at` is ISO 8601 in UTC. */
function clockIn(timeZone: string, at: string) {
  return Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).toPlainDateTime()
}

/** `2026-11-23`, the date of an instant on the calendar of the time zone. */
export function dateIn(timeZone: string, at: Date) {
  return clockIn(timeZone, at.toISOString()).toPlainDate().toString()
}

/** The instant at which a date (`YYYY-MM-DD`) begins in a time zone, or one some days later; ISO 8601, UTC. */
export function startOfDay(timeZone: string, date: string, daysLater = 0) {
  const start = Temporal.PlainDate.from(date).add({ days: daysLater }).toZonedDateTime(timeZone)
  return start.toInstant().toString({ fractionalSecondDigits: 3 })
}

/** The same day and time so many years before; ISO 8601, UTC. */
export function yearsBefore(at: Date, years: number) {
  const then = Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO('UTC')
    .subtract({ years })
  return then.toInstant().toString({ fractionalSecondDigits: 3 })
}

/** The instant at which the clock of a time zone shows a time (`HH:MM`) on a date; one that is left out is an hour later. */
export function instantAt(timeZone: string, date: string, time: string) {
  const shown = Temporal.PlainDate.from(date).toZonedDateTime({ timeZone, plainTime: time })
  return shown.toInstant().toString({ fractionalSecondDigits: 3 })
}

/** `2026-11-23 09:05:00` on the clock of the time zone: what a spreadsheet sorts and reads as a date. */
export function timestampIn(timeZone: string, at: string) {
  return clockIn(timeZone, at).toString({ smallestUnit: 'second' }).replace('T', ' ')
}

// A formatter costs more than a page to make and is slow with what Temporal has, so each is made once and reads UTC.
const dateFormat = new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', dateStyle: 'medium' })
const momentFormat = new Intl.DateTimeFormat('en-US', {
  timeZone: 'UTC',
  dateStyle: 'medium',
  timeStyle: 'short',
})

/** `Oct 31, 2026`; `date` is YYYY-MM-DD. */
export function formatDate(date: string) {
  return dateFormat.format(new Date(date))
}

/** `Nov 23, 2026` on the calendar of the time zone; `at` is ISO 8601 in UTC. */
export function formatDateIn(timeZone: string, at: string) {
  return formatDate(clockIn(timeZone, at).toPlainDate().toString())
}

/** `Nov 23, 2026, 9:05 AM` on the clock of the time zone; `at` is ISO 8601 in UTC. */
export function momentIn(timeZone: string, at: string) {
  // Node puts a narrow no-break space before AM; a plain one can be searched for and typed.
  return momentFormat.format(new Date(`${clockIn(timeZone, at)}Z`)).replace(/\s/g, ' ')
}
