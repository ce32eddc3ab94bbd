import type { AccountType } from '../../../lib/account-number.ts'
import { oneLine, plainMoney, type Voucher, type VoucherLine } from './export-format.ts'

/** Plain-text ledgers want a currency; the offices we serve keep their books in this one. */
export const currency = 'USD'

/** `Assets:101200`: the number names the account, the root is its type's. */
export function accountOf({ account, type }: VoucherLine, roots: Record<AccountType, string>) {
  return `${roots[type]}:${account}`
}

/** Each account once, in the order of the entries. */
export function accountsOf({ lines }: Voucher): VoucherLine[] {
  return [...new Map(lines.map((line) => [line.account, line])).values()]
}

/** At least two spaces part an account from its amount. */
export function posting(account: string, cents: number) {
  return `    ${account}  ${plainMoney(cents)} ${currency}`
}

/** A title as a comment: it can hold anything but a line break. */
export function titleOf({ title }: VoucherLine) {
  return oneLine(title)
}

export function comments({ number, journal, period, fingerprint }: Voucher) {
  return [`; Batch ${number}, journal ${journal}, period ${period}`, `; Fingerprint ${fingerprint}`]
}
