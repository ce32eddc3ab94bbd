import type { Finding, FindingKind } from './findings-store.ts'

/** So many of a kind help to fix a file; all are counted. */
export const mostFindings = 200

/** Collects what is said about a file, up to a number of each kind, until it is written down. */
export class Findings {
  #waiting: Finding[] = []
  readonly #counts = new Map<FindingKind, number>()

  add(findings: Finding[]) {
    for (const finding of findings) {
      const count = this.#counts.get(finding.kind) ?? 0
      if (count >= mostFindings) continue
      this.#counts.set(finding.kind, count + 1)
      this.#waiting.push(finding)
    }
  }

  take(): Finding[] {
    const taken = this.#waiting
    this.#waiting = []
    return taken
  }
}
