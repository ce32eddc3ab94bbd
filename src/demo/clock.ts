import type { Period } from '../lib/periods.ts'

/** The clock that a sample town's past is made by: it only goes forward, and never past the present. */
export function clockUntil(present: Date, timeZone: string) {
  let now = new Date(0)
  return {
    now: () => now,
    /** Goes on to a day of a month and a time of the town's; where that has not come yet, to the present. */
    moveTo(period: Period, day: number, time: string) {
      const date = Temporal.PlainYearMonth.from(period).toPlainDate({ day })
      const { epochMilliseconds } = date.toZonedDateTime({ timeZone, plainTime: time })
      now = new Date(Math.min(Math.max(epochMilliseconds, now.getTime() + 1_000), present.getTime()))
    },
    /** Goes on as somebody at work does. */
    minutes(count: number) {
      now = new Date(Math.min(now.getTime() + count * 60_000, present.getTime()))
    },
  }
}
