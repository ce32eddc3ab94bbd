import { periodOf } from '../lib/periods.ts'
import type { clockUntil } from './clock.ts'

/** What the other side of an interface does by itself, early on a day (YYYY-MM-DD). */
type Morning = { day: string; happens: () => Promise<unknown> }

/** Lets what happens of itself happen, each at its time, up to a day and with it. */
export function mornings(clock: ReturnType<typeof clockUntil>, all: readonly Morning[]) {
  const coming = [...all].sort((one, other) => (one.day < other.day ? -1 : 1))
  return async (until: string) => {
    while (coming[0] && coming[0].day <= until) {
      const { day, happens } = coming.shift() as Morning
      clock.moveTo(periodOf(day), Number(day.slice(8)), '05:10')
      await happens()
    }
  }
}
