/** Whether a cell fits a pattern as people write them: `*` stands for anything, capitals and spaces make no difference. */
export function fits(pattern: string, cell: string): boolean {
  const parts = plain(pattern).split('*')
  const text = plain(cell)
  const [first = '', last = ''] = [parts[0], parts.at(-1)]
  if (parts.length === 1) return text === first
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false
  let at = first.length
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= text.length - last.length
}

const plain = (text: string) => text.trim().toLowerCase().replace(/\s+/g, ' ')
