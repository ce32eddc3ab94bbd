import { plainMoney } from '../../lib/money.ts'
import { postingRules } from '../interfaces/general-ledger/posting-rules.ts'
import { plainNumber } from './account-view.ts'
import { reasonLabels } from './batch-view.ts'
import type { PrintedReport } from './report.ts'

export const csvHeading = 'Part,Account,Title,Kind,Why,Transactions,Debit,Credit,Amount'.split(',')

/** The report as one table: what a row is about is in its first column. */
export function reportRows({ accounts, books, byKind, leftOut, totals }: PrintedReport): string[][] {
  return [
    ...accounts.map(({ account, debitCents, creditCents, transactions }) => {
      const title = books.chart.get(account)?.title ?? ''
      const sides = [plainMoney(debitCents), plainMoney(creditCents)]
      return ['Account', plainNumber(account, books), title, '', '', String(transactions), ...sides, '']
    }),
    ...byKind.map(({ label, transactions, cents }) => {
      const sides = [plainMoney(cents), plainMoney(cents)]
      return ['Kind', '', '', label, '', String(transactions), ...sides, '']
    }),
    ...leftOut.map(({ kind, why, transactions, cents }) => {
      const { label } = postingRules[kind]
      return ['Left out', '', '', label, reasonLabels[why], String(transactions), '', '', plainMoney(cents)]
    }),
    ['Total', '', '', '', '', String(totals.transactions)].concat(
      [totals.debitCents, totals.creditCents].map(plainMoney),
      '',
    ),
  ]
}
