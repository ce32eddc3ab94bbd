import type { FieldError } from '../../lib/form.ts'
import { formatSum, parseCents } from '../../lib/money.ts'
import type { SampleRead } from './read-sample.ts'

/**
 * What keeps a layout that reads payments from being saved: money is read with it, so the sample's own totals have to
 * agree, or where it has none what the provider said of it.
 */
export function notProved(
  read: SampleRead | undefined,
  said: { count: string; amount: string },
): FieldError[] {
  if (!read) {
    return [{ field: '', message: 'Choose a sample file of the provider first: a layout is proved by it.' }]
  }
  if (read.problemCount > 0) {
    const rows = read.problemCount === 1 ? '1 row' : `${read.problemCount.toLocaleString('en-US')} rows`
    return [
      {
        field: '',
        message: `The layout cannot read ${rows} of the sample: see below. Correct it and press Show.`,
      },
    ]
  }
  if (read.count === 0) {
    return [{ field: '', message: 'The layout reads no payment in the sample. Correct it and press Show.' }]
  }
  if (read.totals) {
    if (read.totals.agrees) {
      // A count alone tells nothing of amounts, which may be read as cents or as dollars.
      const areCompared = read.totals.figures.some(({ label }) => label.startsWith('Amount'))
      return areCompared || read.cents === 0
        ? []
        : amountProblem(read, said.amount, 'The totals say no amount')
    }
    return [
      {
        field: '',
        message:
          'The totals of the sample do not agree: see both figures below. Correct the layout and press Show.',
      },
    ]
  }
  return [...countProblem(read, said.count), ...amountProblem(read, said.amount)]
}

function countProblem({ count }: SampleRead, said: string): FieldError[] {
  if (said === '') {
    return [
      { field: 'saidCount', message: 'The file has no totals: type how many rows the provider says it has.' },
    ]
  }
  if (said.replaceAll(',', '') === String(count)) return []
  const counted = count.toLocaleString('en-US')
  return [{ field: 'saidCount', message: `The layout reads ${counted} rows, and not ${said}.` }]
}

function amountProblem(
  { cents, netCents }: SampleRead,
  said: string,
  why = 'The file has no totals',
): FieldError[] {
  if (said === '') {
    return [
      {
        field: 'saidAmount',
        message: `${why}: type the amount that the provider says it has.`,
      },
    ]
  }
  const amount = parseCents(said)
  if (typeof amount !== 'number') return [{ field: 'saidAmount', message: `Amount ${amount.wrong}.` }]
  if (amount === cents || amount === netCents) return []
  const less = netCents === cents ? '' : `, or ${formatSum(netCents)} less what was returned`
  const counted = Number.isSafeInteger(cents) ? formatSum(cents) : `an amount ${formatSum(cents)}`
  return [{ field: 'saidAmount', message: `The layout reads ${counted}${less}, and not ${said}.` }]
}
