import process from 'node:process'
import { stopSignals } from './lib/stop-signals.ts'

/** What is still running then is cut off: a stop may take five seconds in all. */
const stopWithinMs = 3_000
/** npm hands on what the terminal has sent to the product already. */
const sameWithinMs = 500

/** Has the first signal finish what is running, and then end the process with 0; a second one ends it at once, with 1. */
export function stopWhenAsked(stop: () => Promise<void>) {
  let askedAt: number | undefined
  async function hear() {
    if (askedAt !== undefined) {
      if (performance.now() - askedAt > sameWithinMs) process.exit(1)
      return
    }
    askedAt = performance.now()
    setTimeout(() => process.exit(0), stopWithinMs).unref()
    await stop()
    process.exit(0)
  }
  for (const signal of stopSignals) process.on(signal, hear)
}
