import { monthNames } from './dates.ts'

/** A posting period is a calendar month, written `YYYY-MM`; such texts sort by time. */
export type Period = string

/** The months a fiscal year can begin with, as a form offers them. */
export const monthChoices = monthNames.map((label, index) => ({ value: String(index + 1), label }))

/** `YYYY-MM` with a month that exists, from the year 1000 on, so that periods stay sortable text. */
export function isPeriod(text: string): boolean {
  return /^[1-9]\d{3}-(0[1-9]|1[0-2])$/.test(text)
}

/** A month however staff write it: `2026-10`, `10/2026`, `October 2026`, `oct 2026`; undefined when it is none. */
export function readPeriod(text: string): Period | undefined {
  const parts = text
    .trim()
    .toLowerCase()
    .split(/[-/\s]+/)
  const [month = '', year] = /^\d{4}$/.test(parts[0] as string) ? parts.toReversed() : parts
  const named = month.length < 3 ? -1 : monthNames.findIndex((name) => name.toLowerCase().startsWith(month))
  const period = `${year}-${(named < 0 ? month : String(named + 1)).padStart(2, '0')}`
  return parts.length === 2 && isPeriod(period) ? period : undefined
}

/** The period of a date; `date` is `YYYY-MM-DD`. */
export function periodOf(date: string): Period {
  return date.slice(0, 7)
}

function moved(period: Period, months: number): Period {
  return Temporal.PlainYearMonth.from(period).add({ months }).toString()
}

export function periodBefore(period: Period): Period {
  return moved(period, -1)
}

export function periodAfter(period: Period): Period {
  return moved(period, 1)
}

/** `YYYY-MM-01` */
export function firstDay(period: Period): string {
  return `${period}-01`
}

/** `YYYY-MM-28` to `-31` */
export function lastDay(period: Period): string {
  return `${period}-${Temporal.PlainYearMonth.from(period).daysInMonth}`
}

/** The period that had just ended on a day; `today` is `YYYY-MM-DD` on the organization's calendar. */
export function justEnded(today: string): Period {
  return periodBefore(periodOf(today))
}

/** A fiscal year has the number of the calendar year it ends in; `firstMonth` is 1 to 12. */
export function fiscalYearOf(period: Period, firstMonth: number): { year: number; number: number } {
  const month = Temporal.PlainYearMonth.from(period)
  const number = ((month.month - firstMonth + 12) % 12) + 1
  return { year: month.add({ months: 12 - number }).year, number }
}

/** The first period of the fiscal year that a period lies in. */
export function fiscalYearBegins(period: Period, firstMonth: number): Period {
  return moved(period, 1 - fiscalYearOf(period, firstMonth).number)
}

/** The twelve periods of a fiscal year, first to last. */
export function periodsOfFiscalYear(year: number, firstMonth: number): Period[] {
  const last = new Temporal.PlainYearMonth(year, firstMonth === 1 ? 12 : firstMonth - 1)
  return Array.from({ length: 12 }, (_, index) => last.subtract({ months: 11 - index }).toString())
}

/** `October 2026` */
export function monthName(period: Period): string {
  const { month, year } = Temporal.PlainYearMonth.from(period)
  return `${monthNames[month - 1]} ${year}`
}

/** `October 2026 (period 4 of 2027)` */
export function periodLabel(period: Period, fiscalYearFirstMonth: number): string {
  const { year, number } = fiscalYearOf(period, fiscalYearFirstMonth)
  return `${monthName(period)} (period ${number} of ${year})`
}

/** The months that a form offers on a day: two years back and the next one. */
export function periodsAround(today: string): Period[] {
  const now = periodOf(today)
  return Array.from({ length: 26 }, (_, index) => moved(now, 1 - index))
}

/** A select of periods, newest first; what was asked for in another way is in it too. */
export function periodSelect(
  periods: Period[],
  asked: string,
  { fiscalYearFirstMonth, closed }: { fiscalYearFirstMonth: number; closed?: ReadonlySet<Period> },
) {
  const value = readPeriod(asked) ?? asked
  const offered = [...new Set(isPeriod(value) ? [...periods, value] : periods)].sort().reverse()
  const choices = offered.map((period) => ({
    value: period,
    label: `${periodLabel(period, fiscalYearFirstMonth)}${closed?.has(period) ? ', closed' : ''}`,
  }))
  return { value, choices }
}
