import type { AccountType } from '../../../lib/account-number.ts'
import { formatCents } from '../../../lib/money.ts'

/** A batch as a file sees it. */
export type Voucher = {
  number: number
  /** YYYY-MM-DD and YYYY-MM. */
  date: string
  period: string
  journal: string
  description: string
  fingerprint: string
  lines: VoucherLine[]
}

/** `account` is digits; `title` is '' where there is no chart; a debit is positive. */
export type VoucherLine = { account: string; title: string; type: AccountType; cents: number }

export type ExportFormat = {
  label: string
  extension: string
  /** Where its program does not read UTF-8. */
  encoding?: 'windows-1252'
  /** What staff see to in that program, because it cannot be known here. */
  hint?: string
  /** What this layout cannot hold of the batch, in words; empty when it can. */
  limits(voucher: Voucher): string[]
  text(voucher: Voucher): string
  /** What is said once for the files of all batches: a file of its own beside them. */
  accounts?: {
    name: string
    /** `files`: those of every batch in this layout; `titles` by account number. */
    text(files: string[], titles: ReadonlyMap<string, string>): string
  }
}

/** `UM7`: the journal and the batch, short enough for every layout. */
export function reference({ journal, number }: Pick<Voucher, 'journal' | 'number'>) {
  return `${journal}${number}`
}

export function monthDayYear(date: string) {
  const [year, month, day] = date.split('-') as [string, string, string]
  return `${month}/${day}/${year}`
}

/** `-1234.50`, as files want it. */
export function plainMoney(cents: number) {
  return formatCents(cents).replaceAll(',', '')
}

/** One line: a line break in a title would begin a record of its own. */
export function oneLine(text: string) {
  return text.replace(/\s+/g, ' ').trim()
}
