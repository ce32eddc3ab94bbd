import type { Encoding } from '../lib/csv-encoding.ts'
import { inWindows1252 } from '../lib/windows-1252.ts'
import { writeAmount } from './exact-amount.ts'
import { fillPlace, lineOf } from './place-text.ts'
import { plainRules } from './plain-rules.ts'
import type { FileRules, Profile, RecordRule } from './profile.ts'
import type { Purpose } from './purpose.ts'
import type { TableValues } from './read-values.ts'
import { addTo, countedFor, newTally } from './record-totals.ts'
import { rowWriter } from './row-writer.ts'

/** A row cannot be written as the layout says; `row` counts from 1. */
export class WriteFault extends Error {
  readonly row: number
  constructor(row: number, message: string) {
    super(message)
    this.row = row
  }
}

const bytesAtOnce = 64 * 1024

/**
 * Writes a file by its layout, piece by piece: the same rows are the same bytes. Throws WriteFault at a row that cannot be
 * written; `rowWriter` says so beforehand.
 */
export async function* writeTable<One extends Purpose>(
  profile: Profile,
  purpose: One,
  rows: AsyncIterable<TableValues<One>> | Iterable<TableValues<One>>,
): AsyncGenerator<Buffer> {
  const rules = profile.rules ?? plainRules
  const end = rules.lineEnd === 'crlf' ? '\r\n' : '\n'
  const write = rowWriter(profile, purpose)
  const inBytes = encoder(profile.encoding)
  const tally = newTally()
  let [records, row, held] = [0, 0, profile.encoding.startsWith('utf-16') ? '\uFEFF' : '']
  const add = (line: string) => {
    records += 1
    held += line + end
  }
  for (const rule of rules.records.filter(({ is }) => is === 'opening')) add(recordLine(rule, rules, profile))
  if (profile.hasHeading) {
    add(
      lineOf(
        profile.columns.map(({ heading }) => heading),
        rules,
        profile.delimiter,
      ),
    )
    // The names of the columns are no record.
    records -= 1
  }
  for await (const values of rows) {
    row += 1
    const written = write(values)
    if ('errors' in written) throw new WriteFault(row, written.errors.join('; '))
    add(written.line)
    addTo(tally, '', amountIn(values, purpose))
    if (held.length < bytesAtOnce) continue
    yield inBytes(held)
    held = ''
  }
  for (const rule of rules.records.filter(({ is }) => is === 'totals')) {
    add(recordLine(rule, rules, profile, (column) => countedFor(column, tally, records + 1)))
  }
  if (held !== '') yield inBytes(held)
}

const amountIn = ({ values }: TableValues, { summed }: Purpose) => {
  const cents = (values as Record<string, unknown>)[summed ?? '']
  return typeof cents === 'number' ? cents : 0
}

/** A record that is no row: its mark, its texts and what was counted for it. */
function recordLine(
  { toldBy, mark, columns }: RecordRule,
  rules: FileRules,
  { delimiter }: Profile,
  counted?: (column: RecordRule['columns'][number]) => number,
): string {
  const marked = toldBy === 'mark' && rules.recordAt ? [{ place: rules.recordAt, text: mark }] : []
  const written = columns.flatMap((column) => {
    const { place, holds, text } = column
    if (holds === 'text') return [{ place, text }]
    const figure = counted && ['count', 'sum', 'records'].includes(holds) ? counted(column) : undefined
    if (figure === undefined) return []
    const said =
      holds === 'sum' ? writeAmount(figure, rules) : { before: '', digits: String(figure), after: '' }
    if ('wrong' in said) throw new WriteFault(0, `The total ${said.wrong}`)
    return [{ place, text: `${said.before}${said.digits}${said.after}`, align: 'right' as const }]
  })
  const cells = [...marked, ...written]
  if (!rules.isFixedWidth) {
    const width = Math.max(0, ...cells.map(({ place }) => place.from))
    const fields = Array.from(
      { length: width },
      (_, index) => cells.find(({ place }) => place.from === index + 1)?.text ?? '',
    )
    return lineOf(
      fields.map((field) => field.trim()),
      rules,
      delimiter,
    )
  }
  return fillPlaces(cells)
}

/** A line of a fixed width file from the texts at its places. */
function fillPlaces(
  cells: { place: { from: number; to: number }; text: string; align?: 'left' | 'right' }[],
) {
  let line = ''
  for (const { place, text, align } of cells.toSorted((a, b) => a.place.from - b.place.from)) {
    if (text.length > place.to - place.from + 1) {
      throw new WriteFault(0, `“${text}” has more characters than its place in the layout`)
    }
    line = line.padEnd(place.from - 1) + fillPlace(text, place, align ?? 'left', ' ')
  }
  return line
}

function encoder(encoding: '' | Encoding): (text: string) => Buffer {
  if (encoding === 'windows-1252') return inWindows1252
  if (encoding === 'utf-16le') return (text) => Buffer.from(text, 'utf16le')
  if (encoding === 'utf-16be') return (text) => Buffer.from(text, 'utf16le').swap16()
  return (text) => Buffer.from(text, 'utf-8')
}
