/**
 * A piece of a script of pg_restore: statements that come before the next table's rows, the statement that copies rows
 * in, whole lines of rows, or their end.
 */
export type ScriptPiece = { sql: string } | { copy: string } | { rows: Buffer; count: number } | 'end of rows'

const lineEnd = 10
const endOfRows = Buffer.from('\\.')
const copies = /^COPY .* FROM stdin;$/
/** What psql alone reads, and a setting that pg_restore 17 makes and older servers do not know. */
const notForServer = /^(\\|SET transaction_timeout )/

/** Takes a script apart as it comes. Throws where it ends within a line or within rows. */
export async function* piecesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<ScriptPiece, undefined> {
  let held: Buffer[] = []
  let sql = ''
  let inRows = false
  for await (const chunk of chunks) {
    // A row may be longer than many chunks: it is put together once.
    held.push(chunk)
    if (!chunk.includes(lineEnd)) continue
    const bytes = Buffer.concat(held)
    let start = 0
    let firstRow = 0
    let count = 0
    for (let end = bytes.indexOf(lineEnd); end >= 0; end = bytes.indexOf(lineEnd, start)) {
      const line = bytes.subarray(start, end)
      const next = end + 1
      if (inRows && line.equals(endOfRows)) {
        if (count > 0) yield { rows: bytes.subarray(firstRow, start), count }
        yield 'end of rows'
        inRows = false
      } else if (inRows) {
        count++
      } else {
        const text = line.toString()
        if (copies.test(text)) {
          if (sql.trim()) yield { sql }
          yield { copy: text }
          sql = ''
          inRows = true
          firstRow = next
          count = 0
        } else if (!notForServer.test(text)) sql += `${text}\n`
      }
      start = next
    }
    if (inRows && count > 0) yield { rows: bytes.subarray(firstRow, start), count }
    held = [bytes.subarray(start)]
  }
  if (inRows || held.some(({ length }) => length > 0)) throw new Error('The script was cut short.')
  if (sql.trim()) yield { sql }
}

/** The table that a statement copies rows into, the schema it is in, and the columns of a row in their order. */
export function copiedInto(copy: string): { schema: string; table: string; columns: string[] } {
  const form = /^COPY (?:("(?:[^"]|"")+"|[^\s".]+)\.)?(\S+) \((.*)\) FROM stdin;$/
  const [, schema = '', table = '', columns = ''] = form.exec(copy) ?? []
  return { schema: plain(schema), table, columns: columns.split(', ') }
}

/** A name without the quotes that SQL needs around some. */
function plain(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name
}
