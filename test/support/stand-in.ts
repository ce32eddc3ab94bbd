import { syncBuiltinESMExports } from 'node:module'
import { onTestFinished } from 'vitest'

/**
 * Has a function of a module, or of Node's own, watched and answered for until the case ends: `standIn(vi.spyOn(…))`.
 * Files share a process, in which `vi.mock` comes too late for what an earlier file has loaded.
 */
export function standIn<Stand extends { mockRestore(): void }>(stand: Stand): Stand {
  // What was imported from Node by its name follows.
  syncBuiltinESMExports()
  onTestFinished(() => {
    stand.mockRestore()
    syncBuiltinESMExports()
  })
  return stand
}
