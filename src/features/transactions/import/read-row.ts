import { meaningOf, type Profile } from '../../../import-profiles/profile.ts'
import { passedOver } from '../../../import-profiles/purpose.ts'
import type { TableRow } from '../../../import-profiles/table-item.ts'
import { readDateInOrder } from '../../../lib/dates.ts'
import { lengthProblem } from '../../../lib/identifier.ts'
import { notAnAmount } from '../../../lib/money.ts'
import { readOnce } from '../../../lib/read-once.ts'
import { kinds, labelOf, readKind, type TransactionKind } from '../kinds.ts'
import { shown, type Transaction } from './csv-schema.ts'
import { WordCounts } from './matching/word-counts.ts'
import { amountsOf, type FileAmount } from './read-amounts.ts'
import { textReader, textRules } from './row-texts.ts'
import { asSigned } from './signs.ts'

/** `unknown` are those of the errors that are about words nobody has said the meaning of, or of whose signs. */
type RowRead =
  | { transactions: Transaction[] }
  | { passedOver: string }
  | { errors: string[]; unknown: string[] }

const standardSource = 'Utility Management'

/** How registers say that a payment went to several services at once. */
const several = /^\s*multiple(\s+services)?\s*$/i

/** Reads the rows of a file as its profile says, and counts the words they have. */
export function rowReader(profile: Profile) {
  const words = new WordCounts()
  const used = new Set(profile.columns.map(({ role }) => role))
  const texts = textReader(profile)
  const makesReference = !texts.isGiven('reference')
  // A kind that comes up later must not be read as written while the others are not.
  const hasRules = Object.keys(profile.signs).length > 0
  const readsEffect = used.has('debit')
  const readsService = used.has('service')
  const dateOf = readOnce((text) => readDateInOrder(text, profile.dateOrder))
  const serviceOf = readOnce((word) => meaningOf(profile, 'service', word) ?? word)
  const kindRole = used.has('kind-and-service') ? 'kind-and-service' : 'kind'
  /** The kind, and the service where one word says both. */
  const kindOf = readOnce((word) => {
    const said = meaningOf(profile, kindRole, word)
    if (kindRole === 'kind') return { meaning: said ?? readKind(word) ?? '', service: undefined }
    const [kind = '', ...service] = (said ?? '').split(' ')
    return { meaning: kind, service: service.join(' ') }
  })

  function readRow(row: TableRow): RowRead {
    const text = texts.textsOf(row)
    const word = text[kindRole]
    const kind = kindOf(word)
    const { amounts, errors: wrongAmounts } = amountsOf(row)
    const cents = amounts.map((one) => one.cents)
    if (word !== '') words.add(kindRole, word, cents, row)
    if (readsService && text.service !== '') words.add('service', text.service, cents, row)

    const service = kind.service ?? serviceOf(text.service)
    const skipped = kind.meaning === passedOver ? word : service === passedOver ? text.service : ''
    if (skipped !== '') return { passedOver: `its word “${skipped}” is skipped` }
    const hasOwnService = amounts.some((one) => one.service !== undefined)
    if (amounts.length === 0 && wrongAmounts.length === 0) return { passedOver: 'it has no amount' }

    const date = dateOf(text.date)
    if (isTotals(row, makesReference ? text.customer : text.reference)) {
      return { errors: ['it is a row of totals: remove it, it is not a transaction'], unknown: [] }
    }
    const errors = texts.problemsOf(text)
    if (text.date && !date) errors.push(`Date ${shown(text.date)} ${notADate[profile.dateOrder]}`)
    const isUnknown = word !== '' && kind.meaning === ''
    const hasNoRule = kind.meaning !== '' && hasRules && profile.signs[kind.meaning] === undefined
    const unknown: string[] = []
    if (hasNoRule) {
      unknown.push(
        `nobody has said what the signs of ${labelOf(kind.meaning as TransactionKind)} mean in this file`,
      )
    } else if (isUnknown) {
      unknown.push(
        `${textRules[kindRole].label} ${shown(word)} is not one of ${kinds.map(({ label }) => label).join(', ')}`,
      )
    }
    const lettered = kind.meaning === '' ? undefined : amounts.find((one) => one.lettered)?.lettered
    if (lettered !== undefined) {
      const problem = problemWithLetters(lettered, kind.meaning as TransactionKind, profile)
      if (problem) (problem.isUnknown ? unknown : errors).push(problem.message)
    }
    errors.push(...unknown)
    if (several.test(text.service)) {
      errors.push(
        `Service ${shown(text.service)} is one payment over several services in one row: export the detail, one row for each service, and import that`,
      )
    }
    errors.push(...wrongAmounts)
    if (errors.length > 0 || !date) return { errors, unknown }
    const known = { kind: kind.meaning as TransactionKind, date, customer: text.customer }
    const reference = makesReference ? `${known.customer} ${date} ${known.kind}` : text.reference
    const problem = makesReference && lengthProblem(reference, textRules.reference.limit)
    if (problem) return { errors: [`Customer ${problem}`], unknown }
    const rule = profile.signs[known.kind] ?? (readsEffect ? 'effect' : 'as-written')
    return {
      transactions: amounts.map((one: FileAmount) => ({
        source: text.source || standardSource,
        reference,
        // The cells of a wide row are rows here, each of which needs a line of its own.
        line: hasOwnService && text.line !== '' ? `${text.line} ${one.service}` : text.line,
        ...known,
        service: hasOwnService ? (one.service as string) : service,
        amountCents: asSigned(one.cents, known.kind, rule),
        description: described(text.description, text.batch),
      })),
    }
  }
  return { readRow, words }
}

/** CR and DR say what a row does to what the customer owes: only where the signs of its kind say that too are they clear. */
function problemWithLetters(text: string, kind: TransactionKind, { signs }: Profile) {
  const rule = signs[kind]
  if (rule === undefined) return { isUnknown: true, message: `Amount ${shown(text)} ${notAnAmount.wrong}` }
  if (asSigned(1, kind, rule) === asSigned(1, kind, 'effect')) return undefined
  const message = `Amount ${shown(text)} says what the row does to what the customer owes, but the signs of ${labelOf(kind)} do not: choose that for them`
  return { isUnknown: false, message }
}

const totalsKey = /^([a-z]+ )?totals?( |:|$)/i
const totalsWord = /^(grand |sub ?-?)?totals?\b/i

/** A row of totals is nobody's; in a wide file, what it is called stands where others have their customer. */
function isTotals({ fields }: TableRow, key: string) {
  return key === '' ? fields.some((field) => totalsWord.test(field)) : totalsKey.test(key)
}

const notADate = {
  'month-first': 'is not a date: write it like 2026-01-31 or 01/31/2026',
  'day-first': 'is not a date: write it like 2026-01-31 or 31/01/2026',
}

/** The register has no column for the batch of the other program, but its people look for it. */
function described(description: string, batch: string) {
  if (batch === '') return description
  return description === '' ? `batch ${batch}` : `${description}, batch ${batch}`
}
