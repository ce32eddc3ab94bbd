import { SerialQueue } from '../lib/serial-queue.ts'
import { connect, type DatabaseConfig, writeBack } from './connect.ts'

/** Milliseconds after which the log is written back however busy everybody is. */
const atLatestMs = 60_000

/**
 * Looks every `everyMs` milliseconds, and writes SQLite's log back into the database file when nobody wrote since the last look,
 * and at least every minute; on a connection of its own, so that no page waits. What lies in the log alone would be missing from a copy of the file.
 */
export function writeBackWhenIdle(config: DatabaseConfig, everyMs = 1_000) {
  const own = connect(config)
  let seen: number | undefined
  let whole: number | undefined
  let lastMs = performance.now()

  async function look(nowMs: number) {
    const [row]: { data_version: number }[] = await own.raw('pragma data_version')
    const idle = row?.data_version === seen
    seen = row?.data_version
    if (seen === whole || !(idle || nowMs - lastMs >= atLatestMs)) return
    lastMs = nowMs
    if (await writeBack(own)) whole = seen
  }

  const queue = new SerialQueue()
  // Where it cannot be written back, such as on a full disk, the next look tries again.
  const lookAgain = () => queue.run(() => look(performance.now())).catch(() => undefined)
  const timer = setInterval(lookAgain, everyMs)
  timer.unref()
  return {
    look,
    async stop() {
      clearInterval(timer)
      await queue.run(() => own.destroy())
    },
  }
}
