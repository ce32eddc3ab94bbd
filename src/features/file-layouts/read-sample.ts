import { join } from 'node:path'
import type { Deps } from '../../deps.ts'
import { meaningOf, type Profile } from '../../import-profiles/profile.ts'
import type { Purpose, Role } from '../../import-profiles/purpose.ts'
import { readTable } from '../../import-profiles/read-table.ts'
import { readValues } from '../../import-profiles/read-values.ts'
import type { Figure } from '../../import-profiles/record-totals.ts'
import { asSentence } from '../../lib/csv.ts'
import { CsvFault } from '../../lib/csv-encoding.ts'
import { formatDate } from '../../lib/dates.ts'
import { labelOf } from '../../lib/form.ts'
import { formatCents } from '../../lib/money.ts'
import { withTemporaryFile } from '../../lib/temporary-file.ts'

/** What a layout makes of the provider's sample. */
export type SampleRead = {
  columns: string[]
  /** The first rows, each cut into the values of the columns. */
  rows: { line: number; cells: string[] }[]
  problems: string[]
  problemCount: number
  passedOver: number
  /** Of all rows that count; `net` is less what was returned. */
  count: number
  cents: number
  netCents: number
  /** Undefined where the layout has no total record. */
  totals: { agrees: boolean; figures: Figure[] } | undefined
  /** Words for the kind that nothing is said of yet. */
  unknownWords: string[]
}

const mostShown = 10
const mostWords = 30

/** Samples are read from a file for as long as that takes. */
export const sampleFolder = ({ config }: Pick<Deps, 'config'>) => join(config.dataDir, 'samples')

export async function readSampleFile(
  folder: string,
  sample: Buffer,
  profile: Profile,
  purpose: Purpose,
): Promise<SampleRead> {
  async function* content() {
    yield sample
  }
  return withTemporaryFile(folder, content(), (path) => readAll(path, profile, purpose))
}

async function readAll(path: string, profile: Profile, purpose: Purpose): Promise<SampleRead> {
  const roles = shownRoles(profile, purpose)
  const read: SampleRead = {
    ...{ columns: roles.map(([, { label }]) => label), rows: [], problems: [], problemCount: 0 },
    ...{ passedOver: 0, count: 0, cents: 0, netCents: 0, totals: undefined, unknownWords: [] },
  }
  const words = new Set<string>()
  const wrong = (line: number, errors: string[]) => {
    read.problemCount += 1
    if (read.problems.length < mostShown) {
      read.problems.push(`Line ${line.toLocaleString('en-US')}: ${asSentence(errors.join('; '))}`)
    }
  }
  try {
    for await (const item of readTable(path, profile, purpose).items) {
      if (item.is === 'passed-over') read.passedOver += 1
      else if (item.is === 'totals') read.totals = item
      else if (item.is === 'no-heading' || item.is === 'bad') wrong(item.line, item.errors)
      if (item.is !== 'row') continue
      const word = item.cells.kind
      if (word && words.size < mostWords && meaningOf(profile, 'kind', word) === undefined) words.add(word)
      const values = readValues(item, profile, purpose)
      if ('passedOver' in values) {
        read.passedOver += 1
        continue
      }
      if (read.rows.length < mostShown) {
        const cells = roles.map(([role, { looksLike, words }]) => {
          const value = (values.values as Record<string, string | number | undefined>)[role]
          if (value === undefined) return item.cells[role] ?? ''
          if (typeof value === 'number') return formatCents(value)
          return looksLike === 'date' ? formatDate(value) : labelOf(words?.choices, value)
        })
        read.rows.push({ line: item.line, cells })
      }
      if (values.errors.length > 0) wrong(item.line, values.errors)
      else add(read, values.values, purpose)
    }
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error
    wrong(error.line, [error.message])
  }
  read.unknownWords = [...words]
  return read
}

function add(read: SampleRead, values: Record<string, string | number | undefined>, purpose: Purpose) {
  const cents = Number(values[purpose.summed ?? ''] ?? 0)
  const kind = purpose.direction ? values[purpose.direction.kind] : undefined
  const isTaken = kind === purpose.direction?.becomes && kind !== undefined
  read.count += 1
  read.cents += isTaken ? 0 : cents
  read.netCents += isTaken ? -cents : cents
}

/** The roles that the layout reads, in the order of the purpose. */
function shownRoles({ columns, fixed, rules }: Profile, purpose: Purpose): [string, Role][] {
  const carried = (rules?.records ?? []).flatMap((record) => record.columns.map(({ holds }) => holds))
  const read = [...columns.map(({ role }) => role), ...Object.keys(fixed), ...carried]
  return Object.entries<Role>(purpose.roles).filter(([role]) => read.includes(role))
}
