const dayNames = { monday: 1, thursday: 4 } as const

/** The n-th weekday of a month, or its last with -1. */
function nth(year: number, month: number, weekday: number, n: number) {
  const first = Temporal.PlainDate.from({ year, month, day: 1 })
  const offset = (weekday - first.dayOfWeek + 7) % 7
  if (n > 0) return first.add({ days: offset + 7 * (n - 1) })
  const last = first.add({ months: 1 }).subtract({ days: 1 })
  return last.subtract({ days: (last.dayOfWeek - weekday + 7) % 7 })
}

/** On a Saturday it is kept the day before, on a Sunday the day after (5 U.S.C. 6103). */
function observed(year: number, month: number, day: number) {
  const date = Temporal.PlainDate.from({ year, month, day })
  return date.add({ days: date.dayOfWeek === 6 ? -1 : date.dayOfWeek === 7 ? 1 : 0 })
}

const holidaysByYear = new Map<number, ReadonlySet<string>>()

/** The federal holidays that are kept in a year, as YYYY-MM-DD; the new year's may be kept on the last day before it. */
export function federalHolidays(year: number): ReadonlySet<string> {
  const known = holidaysByYear.get(year)
  if (known) return known
  const { monday, thursday } = dayNames
  const days = [
    ...[observed(year, 1, 1), nth(year, 1, monday, 3), nth(year, 2, monday, 3), nth(year, 5, monday, -1)],
    ...[observed(year, 6, 19), observed(year, 7, 4), nth(year, 9, monday, 1), nth(year, 10, monday, 2)],
    ...[observed(year, 11, 11), nth(year, 11, thursday, 4), observed(year, 12, 25), observed(year + 1, 1, 1)],
  ]
  const found = new Set(days.map(String).filter((day) => day.startsWith(`${year}-`)))
  holidaysByYear.set(year, found)
  return found
}

/** Whether offices and banks are open on a day; `holidays` are the town's own, beside the federal ones. */
export function isBusinessDay(day: string, holidays: ReadonlySet<string> = new Set()): boolean {
  const date = Temporal.PlainDate.from(day)
  return date.dayOfWeek <= 5 && !federalHolidays(date.year).has(day) && !holidays.has(day)
}

/** From a Monday long ago: the first day of 1970 was a Thursday. */
const daysSinceMonday = (day: string) => Date.parse(day) / 86_400_000 + 3
const isWeekday = (day: string) => daysSinceMonday(day) % 7 < 5

/** Mondays to Fridays since that Monday up to a day, from 1970 on. */
function weekdaysUpTo(day: string) {
  const days = daysSinceMonday(day)
  return Math.floor(days / 7) * 5 + Math.min((days % 7) + 1, 5)
}

/** How many business days the later of two days is after the earlier one: counted, because matching asks it of every pair. */
export function businessDaysBetween(
  one: string,
  other: string,
  holidays: ReadonlySet<string> = new Set(),
): number {
  const [from, to] = one < other ? [one, other] : [other, one]
  let count = weekdaysUpTo(to) - weekdaysUpTo(from)
  const leaveOut = (day: string) => {
    if (day > from && day <= to && isWeekday(day)) count--
  }
  for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year++)
    for (const day of federalHolidays(year)) leaveOut(day)
  for (const day of holidays) if (!federalHolidays(Number(day.slice(0, 4))).has(day)) leaveOut(day)
  return count
}
