import { isBusinessDay } from '../../lib/business-days.ts'

export type FetchSchedule = {
  fetchDays: 'business-days' | 'every-day' | 'by-hand-only'
  /** 0 to 23, on the clock of the town. */
  fetchHour: number
  holidays: ReadonlySet<string>
  timeZone: string
}

const mostDaysBack = 15

/**
 * The last day on which payments were to be fetched, and when. On the day the clock goes forward over the hour it is the
 * hour after it, and when it goes back the first of the two.
 */
export function latestFetch(schedule: FetchSchedule, now: Date): { day: string; at: string } | undefined {
  return find(schedule, now, -1, (at) => at.epochMilliseconds <= now.getTime())
}

export function nextFetch(schedule: FetchSchedule, now: Date): { day: string; at: string } | undefined {
  return find(schedule, now, 1, (at) => at.epochMilliseconds > now.getTime())
}

function find(
  { fetchDays, fetchHour, holidays, timeZone }: FetchSchedule,
  now: Date,
  step: 1 | -1,
  fits: (at: Temporal.ZonedDateTime) => boolean,
) {
  if (fetchDays === 'by-hand-only') return undefined
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone)
  for (let days = 0; days <= mostDaysBack; days++) {
    const date = today.toPlainDate().add({ days: days * step })
    const day = date.toString()
    const at = date.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from({ hour: fetchHour }) })
    const isDay = fetchDays === 'every-day' || isBusinessDay(day, holidays)
    if (isDay && fits(at)) return { day, at: at.toInstant().toString({ fractionalSecondDigits: 3 }) }
  }
  return undefined
}

/**
 * Since when a payments file is missing: the day of the last one, where two more fetches by the schedule have brought none.
 * One day without a payment is no fault; `lastFileOn` is null where none has ever come, and then nothing is expected yet.
 */
export function missingSince(
  schedule: FetchSchedule,
  lastFileOn: string | null,
  now: Date,
): string | undefined {
  if (lastFileOn === null) return undefined
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(schedule.timeZone)
  // Where staff bring the files, they are expected on business days all the same.
  const days = schedule.fetchDays === 'every-day' ? 'every-day' : 'business-days'
  const byDay = { ...schedule, fetchDays: days } as const
  let missed = 0
  for (let date = Temporal.PlainDate.from(lastFileOn).add({ days: 1 }); ; date = date.add({ days: 1 })) {
    const day = date.toString()
    const isDay = days === 'every-day' || isBusinessDay(day, schedule.holidays)
    if (Temporal.PlainDate.compare(date, today.toPlainDate()) > 0) return undefined
    const due = date.toZonedDateTime({
      timeZone: byDay.timeZone,
      plainTime: Temporal.PlainTime.from({ hour: byDay.fetchHour }),
    })
    if (isDay && due.epochMilliseconds <= now.getTime() && ++missed > mostMissed) return lastFileOn
  }
}

const mostMissed = 1
