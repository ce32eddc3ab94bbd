import { meaningOf, type Profile } from '../../import-profiles/profile.ts'
import { passedOver } from '../../import-profiles/purpose.ts'
import type { TableRow } from '../../import-profiles/read-table.ts'
import { fromPlainCell } from '../../lib/csv-line.ts'
import { readDateInOrder } from '../../lib/dates.ts'
import { identifierProblem, lengthProblem, longestServiceCode } from '../../lib/identifier.ts'
import { shown, type Transaction } from './csv-schema.ts'
import { kinds, labelOf, readKind, type TransactionKind } from './kinds.ts'
import { amountsOf, type FileAmount } from './read-amounts.ts'
import { asSigned } from './signs.ts'
import { WordCounts } from './word-counts.ts'

/** `unknown` are words that nobody has said the meaning of, or of whose signs: among the errors too. */
type RowRead =
  | { transactions: Transaction[] }
  | { passedOver: string }
  | { errors: string[]; unknown: { role: string; word: string }[] }

const standardSource = 'Utility Management'
const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029]/u

/** Of the roles whose text is kept; `limit` counts characters, `isKey` tells things apart. */
const texts = {
  source: { label: 'Source', limit: 60, isKey: true, isOptional: true },
  reference: { label: 'Reference', limit: 60, isKey: true },
  date: { label: 'Date', limit: 30 },
  kind: { label: 'Kind', limit: 40 },
  'kind-and-service': { label: 'Kind and service', limit: 80 },
  customer: { label: 'Customer', limit: 60, isKey: true },
  service: { label: 'Service', limit: longestServiceCode, isKey: true },
  description: { label: 'Description', limit: 200, isOptional: true },
  batch: { label: 'Batch', limit: 40, isOptional: true },
  line: { label: 'Line', limit: 20, isKey: true, isOptional: true },
} as const

type Text = keyof typeof texts

/** How registers say that a payment went to several services at once. */
const several = /^\s*multiple(\s+services)?\s*$/i

/** Reads the rows of a file as its profile says, and counts the words they have. */
export function rowReader(profile: Profile) {
  const words = new WordCounts()
  const used = new Set(profile.columns.map(({ role }) => role))
  const isGiven = (role: string) => used.has(role) || profile.fixed[role] !== undefined
  const read = (Object.keys(texts) as Text[]).filter(isGiven)
  const makesReference = !isGiven('reference')
  // A kind that comes up later must not be read as written while the others are not.
  const hasRules = Object.keys(profile.signs).length > 0
  const readsEffect = used.has('debit')

  /** The kind, and the service where one word says both. */
  function kindOf(text: (role: Text) => string) {
    const both = text('kind-and-service')
    if (used.has('kind-and-service')) {
      const meaning = meaningOf(profile, 'kind-and-service', both) ?? ''
      const [kind = '', ...service] = meaning.split(' ')
      return { role: 'kind-and-service', word: both, meaning: kind, service: service.join(' ') } as const
    }
    const word = text('kind')
    const meaning = meaningOf(profile, 'kind', word) ?? readKind(word) ?? ''
    return { role: 'kind', word, meaning, service: undefined } as const
  }

  function readRow(row: TableRow): RowRead {
    // The register's own export may have put an apostrophe in front, so that a spreadsheet runs nothing.
    const text = (role: Text) => fromPlainCell(row.cells[role] ?? profile.fixed[role] ?? '')
    const kind = kindOf(text)
    const { amounts, errors: wrongAmounts } = amountsOf(row)
    const cents = amounts.map((one) => one.cents)
    if (kind.word !== '') words.add(kind.role, kind.word, cents, row)
    if (used.has('service') && text('service') !== '') words.add('service', text('service'), cents, row)

    const service = kind.service ?? meaningOf(profile, 'service', text('service')) ?? text('service')
    const skipped = kind.meaning === passedOver ? kind.word : service === passedOver ? text('service') : ''
    if (skipped !== '') return { passedOver: `its word “${skipped}” is passed over` }
    const hasOwnService = amounts.some((one) => one.service !== undefined)
    if (amounts.length === 0 && wrongAmounts.length === 0) return { passedOver: 'it has no amount' }

    const date = readDateInOrder(text('date'), profile.dateOrder)
    if (isTotals(row, makesReference ? text('customer') : text('reference'))) {
      return { errors: ['it is a row of totals: remove it, it is not a transaction'], unknown: [] }
    }
    const errors: string[] = []
    for (const role of read) {
      const { label, limit, ...rest } = texts[role]
      const value = text(role)
      if (value === '' && !('isOptional' in rest)) errors.push(`${label} is missing`)
      const problem = 'isKey' in rest ? identifierProblem(value, limit) : textProblem(value, limit)
      if (problem) errors.push(`${label} ${problem}`)
    }
    if (text('date') && !date) errors.push(`Date ${shown(text('date'))} ${notADate[profile.dateOrder]}`)
    const isUnknown = kind.word !== '' && kind.meaning === ''
    const hasNoRule = kind.meaning !== '' && hasRules && profile.signs[kind.meaning] === undefined
    const unknown = isUnknown || hasNoRule ? [{ role: kind.role, word: kind.word }] : []
    if (hasNoRule) {
      errors.push(
        `nobody has said what the signs of ${labelOf(kind.meaning as TransactionKind)} mean in this file`,
      )
    } else if (isUnknown) {
      errors.push(
        `${texts[kind.role].label} ${shown(kind.word)} is not one of ${kinds.map(({ label }) => label).join(', ')}`,
      )
    }
    if (several.test(text('service'))) {
      errors.push(
        `Service ${shown(text('service'))} is one payment over several services in one row: export the detail, one row for each service, and import that`,
      )
    }
    errors.push(...wrongAmounts)
    if (errors.length > 0 || !date) return { errors, unknown }
    const known = { kind: kind.meaning as TransactionKind, date, customer: text('customer') }
    const made = `${known.customer} ${date} ${known.kind}`
    const problem = makesReference ? lengthProblem(made, texts.reference.limit) : undefined
    if (problem) return { errors: [`Customer ${problem}`], unknown }
    const rule = profile.signs[known.kind] ?? (readsEffect ? 'effect' : 'as-written')
    return {
      transactions: amounts.map((one: FileAmount) => ({
        source: text('source') || standardSource,
        reference: makesReference ? made : text('reference'),
        // The cells of a wide row are rows here, each of which needs a line of its own.
        line: hasOwnService && text('line') !== '' ? `${text('line')} ${one.service}` : text('line'),
        ...known,
        service: hasOwnService ? (one.service as string) : service,
        amountCents: asSigned(one.cents, known.kind, rule),
        description: described(text('description'), text('batch')),
      })),
    }
  }
  return { readRow, words }
}

/** A row of totals is nobody's; in a wide file, what it is called stands where others have their customer. */
function isTotals({ fields }: TableRow, key: string) {
  if (/^([a-z]+ )?totals?( |:|$)/i.test(key)) return true
  return key === '' && fields.some((field) => /^(grand |sub ?-?)?totals?\b/i.test(field))
}

const notADate = {
  'month-first': 'is not a date: write it like 2026-01-31 or 01/31/2026',
  'day-first': 'is not a date: write it like 2026-01-31 or 31/01/2026',
}

function textProblem(text: string, limit: number) {
  return unprintable.test(text)
    ? 'holds a line break or another sign that cannot be seen'
    : lengthProblem(text, limit)
}

/** The register has no column for the batch of the other program, but its people look for it. */
function described(description: string, batch: string) {
  return [description, ...(batch === '' ? [] : [`batch ${batch}`])].filter((part) => part !== '').join(', ')
}
