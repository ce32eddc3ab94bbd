import type { AccountType } from '../../../lib/account-number.ts'
import type { OutsideName } from '../../../lib/outside-names.ts'

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

/**
 * `number` is as the chart has it, `account` as files do, digits alone where that is enough, `shown` as people read it;
 * `title` is '' where there is no chart; a debit is positive.
 */
export type VoucherLine = {
  number: string
  account: string
  shown: string
  /** The number is any text: a name. */
  isText?: boolean
  title: string
  type: AccountType
  cents: number
  outsideName?: string | undefined
}

/** What a layout cannot hold, in words, and the number of the account whose name in the other ledger would help. */
export type Limit = { message: string; account?: string }

export type ExportFormat = {
  label: string
  extension: string
  /** Where its program does not read UTF-8. */
  encoding?: 'windows-1252'
  /** What staff see to in that program, because it cannot be known here. */
  hint?: string
  /** What its program calls an account, where that is not what the chart has. */
  outsideName?: OutsideName
  /** What this layout cannot hold of the batch; empty when it can. */
  limits(voucher: Voucher): Limit[]
  text(voucher: Voucher): string
  /** What is said once for the files of all batches: a file of its own beside them. */
  accounts?: {
    name: string
    /** `files`: those of every batch in this layout; `titles` by account number as files have it. */
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

/** One line: a line break in a title would begin a record of its own. */
export function oneLine(text: string) {
  return text.replace(/\s+/g, ' ').trim()
}

const listed = new Intl.ListFormat('en-US')

/** The accounts of a voucher, each once, in the order of its lines. */
export function accountsIn({ lines }: Voucher): VoucherLine[] {
  return [...new Map(lines.map((line) => [line.number, line])).values()]
}

/** Accounts that would be one in the other ledger; `keyOf` a name is what that ledger tells names apart by. */
export function sameThere(
  voucher: Voucher,
  nameOf: (line: VoucherLine) => string,
  keyOf: (name: string) => string,
  say: (accounts: string, name: string) => string,
): Limit[] {
  const alike = Map.groupBy(accountsIn(voucher), (line) => keyOf(nameOf(line)))
  return [...alike.values()]
    .filter(({ length }) => length > 1)
    .map((group) => {
      const first = group[0] as VoucherLine
      const { number } = group.find(({ outsideName }) => !outsideName) ?? first
      return { account: number, message: say(listed.format(group.map(({ shown }) => shown)), nameOf(first)) }
    })
}

/** Two accounts whose segments are cut otherwise are one in a file that has digits alone. */
export function writtenAlike(voucher: Voucher, nameOf = ({ account }: VoucherLine) => account): Limit[] {
  return sameThere(
    voucher,
    nameOf,
    (name) => name,
    (accounts, name) =>
      `${accounts} would both be ${name} in the file, so the other ledger could not tell them apart.`,
  )
}

/** What a ledger of numbers calls an account: its own number for it, else the chart's. */
export function numberOf({ outsideName, account }: VoucherLine) {
  return outsideName || account
}

export function sameNumber(voucher: Voucher, program: string): Limit[] {
  return sameThere(
    voucher,
    numberOf,
    (number) => number,
    (accounts, number) => `${accounts} would both be ${number} in ${program}.`,
  )
}
