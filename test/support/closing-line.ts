import type { Reporter, TestModule, Vitest } from 'vitest/node'

interface Counts {
  passed: number
  failed: number
  skipped: number
}

/** Counts tests; a file or suite that breaks outside its tests, and every stray error, is one more failure. */
function countTests(modules: readonly TestModule[], strayErrors: number): Counts {
  const counts = { passed: 0, failed: strayErrors, skipped: 0 }
  for (const module of modules) {
    if (module.errors().length > 0 || module.state() === 'queued') counts.failed++
    for (const suite of module.children.allSuites()) if (suite.errors().length > 0) counts.failed++
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state === 'pending') counts.failed++
      else counts[state]++
    }
  }
  return counts
}

/** The line a run ends with; a run without tests, or one that ends in an error, never reads as a success. */
export function closingLine({ passed, failed, skipped }: Counts, exitCode: number): string {
  const atLeast = exitCode !== 0 || passed + skipped === 0 ? 1 : 0
  const line = `${passed} passed, ${Math.max(failed, atLeast)} failed`
  return skipped > 0 ? `${line}, ${skipped} skipped` : line
}

export default class ClosingLine implements Reporter {
  #counts: Counts = { passed: 0, failed: 0, skipped: 0 }

  onInit(vitest: Vitest) {
    if (vitest.config.watch) return
    // Only what is written while the process ends comes after every other reporter and the teardown.
    process.on('exit', (code) => process.stdout.write(`${closingLine(this.#counts, code)}\n`))
  }

  onTestRunEnd(modules: readonly TestModule[], strayErrors: readonly unknown[]) {
    this.#counts = countTests(modules, strayErrors.length)
  }
}
