import { setTimeout as pause } from 'node:timers/promises'

const soonMs = 1_000

/**
 * Returns what reads when it is asked, one reading at a time however many ask: undefined where it fails, or comes to no
 * end within a second.
 */
export function onceAtATime<Reading>(read: () => Promise<Reading>): () => Promise<Reading | undefined> {
  let reading: Promise<Reading | undefined> | undefined
  return () => {
    reading ??= read()
      .catch(() => undefined)
      .finally(() => {
        reading = undefined
      })
    return Promise.race([reading, pause(soonMs, undefined, { ref: false })])
  }
}
