import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { test } from '../../support/fixtures.ts'
import { bringFile, paymentsFile, setUpPayments } from '../../support/provider-payments.ts'
import type { Town } from '../../support/town.ts'
import { billsOf, bringIn } from '../bills/bring-in.ts'

/** What grows by thousands a month. */
const large = [
  ...[
    'provider_payments',
    'payment_matches',
    'received_rows',
    'utility_transactions',
    'bills',
    'bill_charges',
  ],
  'exchange_file_chunks',
]

/** Indexes of the few rows that wait for a person or are of a rare kind. */
const small = /USING (COVERING )?INDEX provider_payments_(asked|back|to_receipt)/

/** The large tables of a statement by the names that its plan has them by. */
const namesIn = (sql: string) =>
  large.flatMap((table) =>
    [...sql.matchAll(new RegExp(`[\`"]?\\b${table}\\b[\`"]?(?: as [\`"](\\w+))?`, 'g'))].map(
      ([, alias]) => alias ?? table,
    ),
  )

/** Those of them that SQLite goes through from one end to the other for what `act` asks, each with its statement. */
async function wholeTables({ db }: Town, act: () => Promise<unknown>): Promise<string[]> {
  const asked: { sql: string; bindings: unknown[] }[] = []
  const note = (one: (typeof asked)[number]) => void asked.push(one)
  db.on('query', note)
  try {
    await act()
  } finally {
    db.removeListener('query', note)
  }
  const found: string[] = []
  for (const { sql, bindings } of asked.filter(({ sql }) => /^select/i.test(sql))) {
    const names = namesIn(sql)
    if (names.length === 0) continue
    const plan: { detail: string }[] = await db.raw(`explain query plan ${sql}`, bindings as string[])
    const whole = plan.filter(
      ({ detail }) => names.includes(/^SCAN (\w+)/.exec(detail)?.[1] ?? '') && !small.test(detail),
    )
    if (whole.length > 0) found.push(`${whole.map(({ detail }) => detail).join('; ')}: ${sql}`)
  }
  return found
}

const days = 'from=2026-10-01&to=2026-10-31'
const compared = (list: string) => `${paths.providerPayments}/compared?list=${list}&${days}`

const pages = [
  ...[paths.home, paths.bills, `${paths.bills}/2`, `${paths.bills}/2/bills`, `${paths.bills}/2/bills/3`],
  ...['unlike', 'new', 'gone', 'sum', 'address'].map((doubt) => `${paths.bills}/2/bills?doubt=${doubt}`),
  ...[paths.providerPayments, `${paths.providerPayments}?month=2026-10`],
  ...[compared('provider'), compared('register'), compared('matched')],
  ...['payments/1', 'payments/2', 'files', 'files/1', 'questions', 'receipts'].map(
    (page) => `${paths.providerPayments}/${page}`,
  ),
]

const filledTest = test.extend('filled', { scope: 'file' }, async ({ town, ada }) => {
  await bringIn(ada, billsOf('2026-09'))
  await bringIn(ada, billsOf('2026-10'))
  const account = { Interface: 'Invoice Cloud', 'User Name': 'town', Password: 'from the provider' }
  await ada.submit(await ada.get(paths.billProvider), account)
  await setUpPayments(town, ada)
  const back = { number: 'C-2', kind: 'r', 'refers-to': 'C-1' }
  await bringFile(town, ada, paymentsFile([{ number: 'C-1' }, back]), 'october.csv')
  return ada
})

filledTest.for(pages)('%s goes through no large table', async (path, { town, filled }) => {
  const whole = await wholeTables(town, async () => {
    expect((await filled.get(path)).status).toBe(200)
  })
  expect(whole).toEqual([])
})
