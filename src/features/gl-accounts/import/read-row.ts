import { type AccountType, servedByType } from '../../../lib/account-number.ts'
import { accountTypeOf, isE } from '../../../lib/account-type-words.ts'
import type { ChartFormat } from '../../../lib/chart-format.ts'
import { asSentence, tooWide } from '../../../lib/csv.ts'
import type { CsvHeading } from '../../../lib/csv-heading.ts'
import { fromPlainCell } from '../../../lib/csv-line.ts'
import {
  type OutsideName,
  outsideNameProblem,
  outsideNames,
  tidyOutsideName,
} from '../../../lib/outside-names.ts'
import { mayHaveLostZeros, readNumber } from '../../../lib/read-account-number.ts'
import { longestTitle } from '../settings.ts'

/** The columns of the file, in the order the export writes them. */
export const columns = {
  number: {
    label: 'Account No',
    otherNames: [
      'account number',
      'account',
      'number',
      'no',
      'gl account',
      'gl account no',
      'gl account number',
    ],
  },
  title: {
    label: 'Title',
    otherNames: ['description', 'account title', 'account description', 'account name', 'name'],
  },
  type: { label: 'Type', otherNames: ['account type'] },
  active: { label: 'Active', otherNames: ['is active'], isOptional: true },
  ...(Object.fromEntries(
    outsideNames.map(({ value, label }) => [value, { label, isOptional: true }]),
  ) as Record<OutsideName, { label: string; isOptional: true }>),
} as const

export type Column = keyof typeof columns

/** An account as a file holds it; `number` is as it is stored. */
export type ImportRow = { number: string; title: string; type: AccountType; active: boolean } & {
  /** Null where the file has no column for it: then the chart keeps what it has. */
  [name in OutsideName]: string | null
}

const yes = ['', 'yes', 'y', 'true', '1', 'x', 'active']
const no = ['no', 'n', 'false', '0', 'inactive']

/** Reads one line of the file; every problem of it at once, each a sentence. `e`: what E is in this chart. */
export function readRow(
  fields: string[],
  { places, width }: CsvHeading<Column>,
  formats: readonly ChartFormat[],
  e: AccountType | undefined,
): ImportRow | string[] {
  const errors: string[] = []
  const wide = tooWide(fields, width)
  if (wide) return [asSentence(wide)]
  const cell = (column: Column) => fields[places[column] ?? -1]?.trim() ?? ''
  const title = fromPlainCell(cell('title'))
  if (title === '') errors.push('The title is blank.')
  else if ([...title].length > longestTitle)
    errors.push(`The title is longer than ${longestTitle} characters.`)
  else if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(title)) errors.push('The title holds a line break or a tab.')

  const type = isE(cell('type')) ? e : accountTypeOf(cell('type'))
  if (!type) errors.push(typeProblem(cell('type')))

  const activeName = cell('active').toLowerCase()
  const active = yes.includes(activeName)
  if (!active && !no.includes(activeName)) errors.push(`“${cell('active')}” in Active is neither yes nor no.`)

  const names = Object.fromEntries(
    outsideNames.map(({ value, label }) => {
      if (places[value] === undefined) return [value, null]
      const name = tidyOutsideName(value, fromPlainCell(cell(value)))
      const problem = outsideNameProblem(value, name)
      if (problem) errors.push(`${label}: ${problem}`)
      return [value, name]
    }),
  ) as Record<OutsideName, string | null>

  // Which formats count is known with the type; without one, a number can still be blank.
  const served = servedByType(formats, type ?? 'asset')
  const written = fromPlainCell(cell('number'))
  const number = readNumber(written, served)
  if (!number.ok && (type || written === '')) {
    const lostZeros = mayHaveLostZeros(written, served)
    errors.unshift(number.problem + (lostZeros ? ' A spreadsheet may have dropped zeros in front.' : ''))
  }
  if (errors.length > 0 || !type || !number.ok) return errors
  return { number: number.number, title, type, active, ...names }
}

function typeProblem(word: string) {
  if (word === '') return 'The type is blank.'
  if (isE(word))
    return `“${word}” is expense in some charts and equity in others, and this one does not tell. Write Expense or Fund Balance.`
  const known = 'asset, deferred outflow, liability, deferred inflow, net position (or fund balance), revenue'
  return `“${word}” is none of the types: ${known}, expense (or expenditure).`
}
