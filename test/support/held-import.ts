import type { ChildProcess } from 'node:child_process'
import { subscribe } from 'node:diagnostics_channel'
import { setTimeout as pause } from 'node:timers/promises'

let isHolding = false
let held: ChildProcess | undefined

subscribe('child_process', (message) => {
  const { process: child } = message as { process: ChildProcess }
  child.once('spawn', () => {
    if (!isHolding || !child.spawnargs.some((word) => word.endsWith('job-worker.ts'))) return
    isHolding = false
    held = child
    child.kill('SIGSTOP')
  })
})

/** Stops the process of the next import before it has read anything. */
export function holdNextImport() {
  isHolding = true
}

/**
 * Lets the held import go on a little at a time until `isReached`, and leaves it stopped where it holds no lock. It stands
 * still while it is looked at: a look can take longer than the whole import.
 */
export async function letGoUntil(isReached: () => Promise<boolean>, write: () => Promise<unknown>) {
  for (;;) {
    held?.kill('SIGCONT')
    await pause(20)
    held?.kill('SIGSTOP')
    if (!(await isReached())) continue
    // A write that is done while the import is stopped waits for nothing of it.
    const written = write().then(() => true)
    if (await Promise.race([written, pause(500, false)])) return
    held?.kill('SIGCONT')
    await written
  }
}

export function letGo() {
  held?.kill('SIGCONT')
}
