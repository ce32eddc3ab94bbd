import { formatDate } from '../../lib/dates.ts'
import { formatCents, plainMoney } from '../../lib/money.ts'
import { postingRules } from '../interfaces/general-ledger/posting-rules.ts'
import { type AccountChart, formatAccount, plainNumber } from './account-view.ts'
import type { Transaction } from './drill-down-store.ts'

/** A transaction behind a figure, with the accounts that it goes to where it is posted. */
export type DrillRow = Transaction & { debit?: string | undefined; credit?: string | undefined }

export function shownRow(row: DrillRow, chart: AccountChart) {
  const account = (number: string | undefined) => number && formatAccount(number, chart).account
  return {
    ...row,
    date: formatDate(row.date),
    kind: postingRules[row.kind].label,
    amount: formatCents(row.cents),
    debit: account(row.debit),
    credit: account(row.credit),
  }
}

export const csvHeading =
  'Date,Reference,Kind,Service,Customer,Description,Debit account,Credit account,Amount'.split(',')

export function csvRow(row: DrillRow, chart: AccountChart): string[] {
  const account = (number: string | undefined) => (number ? plainNumber(number, chart) : '')
  const { date, reference, service, customer, description } = row
  const sides = [account(row.debit), account(row.credit), plainMoney(row.cents)]
  return [date, reference, postingRules[row.kind].label, service, customer, description, ...sides]
}
