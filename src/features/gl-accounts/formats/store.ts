import type { Db } from '../../../db/db.ts'
import { onlyRow } from '../../../db/rows.ts'
import type { AccountKind, AccountType } from '../../../lib/account-number.ts'
import type { ChartFormat } from '../../../lib/chart-format.ts'
import { findAccounts } from '../store.ts'

/** The formats as nobody changes them before the transaction ends: what is added by them fits them. */
export async function holdFormats(trx: Db): Promise<{ formats: ChartFormat[]; version: number }> {
  const { formats, version } = await onlyRow(trx('chart_formats').forShare().select('formats', 'version'))
  return { formats: JSON.parse(formats), version }
}

const atOnce = 1_000

/** The numbers of the chart, a part of them in memory at a time. */
export async function* storedNumbers(db: Db): AsyncGenerator<{ number: string; type: AccountType }> {
  for (let after = ''; ; ) {
    const rows = await db('gl_accounts')
      .where('number', '>', after)
      .orderBy('number')
      .limit(atOnce)
      .select('number', 'type')
    yield* rows
    const last = rows.at(-1)
    if (!last || rows.length < atOnce) return
    after = last.number
  }
}

/** The numbers that are posted to and are in no chart. */
export async function numbersPostedTo(db: Db): Promise<{ number: string; kind: AccountKind }[]> {
  const services = await db('services').select('receivable', 'revenue')
  const { cash_clearing, customer_deposits } = await onlyRow(db('posting_accounts').where({ id: 1 }))
  const balanceSheet = [cash_clearing, customer_deposits, ...services.map(({ receivable }) => receivable)]
  const kinds = new Map<string, AccountKind>([
    ...balanceSheet.map((number) => [number, 'balance-sheet'] as const),
    ...services.map(({ revenue }) => [revenue, 'revenue'] as const),
  ])
  const known = await findAccounts(db, [...kinds.keys()])
  return [...kinds].flatMap(([number, kind]) =>
    number === '' || known.has(number) ? [] : [{ number, kind }],
  )
}
