/** Whether a cell fits a pattern as people write them: `*` stands for anything, capitals and spaces make no difference. */
export function fits(pattern: string, cell: string): boolean {
  return takenApart(pattern)(plain(cell))
}

/** Finds the pattern that a cell of a row fits. Patterns are taken apart once for a file, and cells once for all patterns. */
export function patternFinder(patterns: string[]): (fields: string[]) => string | undefined {
  const all = patterns.map((pattern) => ({ pattern, fitsPlain: takenApart(pattern) }))
  if (all.length === 0) return () => undefined
  return (fields) => {
    const cells = fields.filter((field) => field !== '').map(plain)
    return all.find(({ fitsPlain }) => cells.some(fitsPlain))?.pattern
  }
}

function takenApart(pattern: string): (text: string) => boolean {
  const parts = plain(pattern).split('*')
  const [first = '', last = ''] = [parts[0], parts.at(-1)]
  const between = parts.slice(1, -1)
  if (parts.length === 1) return (text) => text === first
  return (text) => {
    if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
      return false
    let at = first.length
    for (const part of between) {
      const found = text.indexOf(part, at)
      if (found < 0) return false
      at = found + part.length
    }
    return at <= text.length - last.length
  }
}

const plain = (text: string) => text.trim().toLowerCase().replace(/\s+/g, ' ')
