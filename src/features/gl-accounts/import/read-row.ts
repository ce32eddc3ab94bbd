import { meaningOf, type Profile } from '../../../import-profiles/profile.ts'
import { passedOver } from '../../../import-profiles/purpose.ts'
import type { TableRow } from '../../../import-profiles/table-item.ts'
import { type AccountType, isOfText, readingsOf, servedByType } from '../../../lib/account-number.ts'
import { accountTypeOf, isE } from '../../../lib/account-type-words.ts'
import type { ChartFormat } from '../../../lib/chart-format.ts'
import { fromPlainCell } from '../../../lib/csv-line.ts'
import {
  type OutsideName,
  outsideNameProblem,
  outsideNames,
  tidyOutsideName,
} from '../../../lib/outside-names.ts'
import { mayHaveLostZeros, readNumber } from '../../../lib/read-account-number.ts'
import { longestTitle } from '../settings.ts'

/** An account as a file holds it; `number` is as it is stored. */
export type ImportRow = { number: string; title: string; type: AccountType; active: boolean } & {
  /** Null where the file has no column for it: then the chart keeps what it has. */
  [name in OutsideName]: string | null
}

/** `errors` are sentences; `unknown` is a word for a type that nobody has said the meaning of: among the errors too. */
type RowRead = { account: ImportRow } | { passedOver: string } | { errors: string[]; unknown?: string }

const yes = ['', 'yes', 'y', 'true', '1', 'x', 'active', 'a']
const no = ['no', 'n', 'false', '0', 'inactive', 'i']

/** Reads the rows of a chart as its profile says; every problem of one at once. `e`: what E is in this chart. */
export function rowReader(profile: Profile, formats: readonly ChartFormat[]) {
  const isRead = new Set(profile.columns.map(({ role }) => role))

  return (row: TableRow, e: AccountType | undefined): RowRead => {
    const cell = (role: string) => row.cells[role]?.trim() ?? ''
    const word = cell('type')
    const meaning = meaningOf(profile, 'type', word)
    if (meaning === passedOver) return { passedOver: `its type “${word}” is skipped` }
    const errors: string[] = []
    const written = fromPlainCell(cell('number'))
    const type = (meaning as AccountType | undefined) ?? (isE(word) ? e : accountTypeOf(word))
    // Which formats count is known with the type; without one, a number can still be blank.
    const served = servedByType(formats, type ?? 'asset')
    const number = readNumber(written, served)
    const typed = fromPlainCell(cell('title'))
    // Where accounts go by names, their descriptions are mostly empty.
    const title = typed === '' && number.ok && isOfText(number.number, served.formats) ? number.number : typed
    if (title === '') errors.push('The title is blank.')
    else if ([...title].length > longestTitle)
      errors.push(`The title is longer than ${longestTitle} characters.`)
    else if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(title)) errors.push('The title holds a line break or a tab.')

    if (!type) errors.push(typeProblem(word))

    const activeName = cell('active').toLowerCase()
    const active = yes.includes(activeName)
    if (!active && !no.includes(activeName))
      errors.push(`“${cell('active')}” in Active is neither yes nor no.`)

    const names = Object.fromEntries(
      outsideNames.map(({ value, label }) => {
        if (!isRead.has(value)) return [value, null]
        const name = tidyOutsideName(value, fromPlainCell(cell(value)))
        const problem = outsideNameProblem(value, name)
        if (problem) errors.push(`${label}: ${problem}`)
        return [value, name]
      }),
    ) as Record<OutsideName, string | null>

    if (!number.ok && (type || written === '')) {
      const lostZeros = mayHaveLostZeros(written, served)
      errors.unshift(number.problem + (lostZeros ? ' A spreadsheet may have dropped zeros in front.' : ''))
    }
    if (errors.length > 0 && isTitleOfSome(row.fields, formats)) return { passedOver: 'it has one value' }
    if (errors.length === 0 && type && number.ok) {
      return { account: { number: number.number, title, type, active, ...names } }
    }
    return type || word === '' ? { errors } : { errors, unknown: word }
  }
}

/** Reports have rows with a word alone between their accounts: the title of those that follow, the page, what is a sum. */
function isTitleOfSome(fields: string[], formats: readonly ChartFormat[]) {
  const [one = '', ...others] = fields.filter((field) => field.trim() !== '')
  return others.length === 0 && /\p{L}/u.test(one) && readingsOf(one, { formats }).size === 0
}

function typeProblem(word: string) {
  if (word === '') return 'The type is blank.'
  if (isE(word))
    return `“${word}” is expense in some charts and equity in others, and this one does not tell. Write Expense or Fund Balance.`
  const known = 'asset, deferred outflow, liability, deferred inflow, net position (or fund balance), revenue'
  return `“${word}” is none of the types: ${known}, expense (or expenditure).`
}
