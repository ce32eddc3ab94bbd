import type { AccountType } from '../../../lib/account-number.ts'
import { plainMoney } from '../../../lib/money.ts'
import {
  accountsIn,
  type Limit,
  oneLine,
  type Voucher,
  type VoucherLine,
  writtenAlike,
} from './export-format.ts'

/** Plain-text ledgers want a currency; the offices we serve keep their books in this one. */
export const currency = 'USD'

/** `Assets:101200`: the number names the account, the root is its type's; two spaces would end the name. */
export function accountOf({ account, type }: VoucherLine, roots: Record<AccountType, string>) {
  return `${roots[type]}:${account}`
}

/** Two spaces end the name of an account, so a number with them is another one there. */
export function limits(voucher: Voucher, roots: Record<AccountType, string>): Limit[] {
  const ended = accountsIn(voucher).filter(({ account }) => /\s{2}|;/.test(account))
  return [
    ...ended.map(({ account }) => ({
      message: `A plain-text ledger ends an account’s name at two spaces or a semicolon; ${account} has them.`,
    })),
    ...writtenAlike(voucher, (line) => accountOf(line, roots)),
  ]
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
