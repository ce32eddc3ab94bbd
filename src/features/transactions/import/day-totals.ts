import type { Transaction } from './csv-schema.ts'
import type { Total } from './imported-rows-store.ts'

const mostHeld = 5_000

/** Adds rows up by day, kind and service, until the sums are written down. */
export class DayTotals {
  #totals = new Map<string, Total>()

  get isFull() {
    return this.#totals.size > mostHeld
  }

  add(rows: Transaction[]) {
    for (const { date, kind, service, amountCents } of rows) {
      const key = `${date} ${kind} ${service}`
      const total = this.#totals.get(key)
      if (total) {
        total.count += 1
        total.cents += amountCents
      } else this.#totals.set(key, { date, kind, service, count: 1, cents: amountCents })
    }
  }

  take(): Total[] {
    const taken = [...this.#totals.values()]
    this.#totals = new Map()
    return taken
  }
}
