/** Where a page of a list ended: what its last row has in each column that the list is sorted by. */
export type Cursor = (string | number)[]

/** A cursor as an address has it; text with points keeps them apart from those between the parts. */
export function writeCursor(cursor: Cursor): string {
  return cursor.map((part) => String(part).replaceAll('~', '~t').replaceAll('.', '~p')).join('.')
}

/** `2026-01-31.42` of an address, each part read by its own reader; undefined when one of them cannot be read. */
export function readCursor(
  text: unknown,
  readers: ((part: string) => string | number | undefined)[],
): Cursor | undefined {
  const parts = String(text ?? '')
    .split('.')
    .map((part) => part.replaceAll('~p', '.').replaceAll('~t', '~'))
  const values = readers.flatMap((read, index) => read(parts[index] ?? '') ?? [])
  return parts.length === readers.length && values.length === readers.length ? values : undefined
}

/** The number of a row as an address says it; undefined for what no row can have, such as more than 32 bits hold. */
export function readRowNumber(text: unknown): number | undefined {
  return /^[1-9]\d{0,8}$/.test(String(text)) ? Number(text) : undefined
}
