import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { freshTest as test } from '../../support/fixtures.ts'
import { bringFile, countedPayments, filePage, setUpPayments } from '../../support/provider-payments.ts'
import type { Town } from '../../support/town.ts'

const sample = (name: string) => readFileSync(new URL(`../../cases/layouts/${name}`, import.meta.url), 'utf8')

async function sendBill(town: Town, customer: string, statement: string, cents: number) {
  const [run] = await town
    .db('bill_runs')
    .insert({ file_name: 'bills.csv', uploaded_at: '2026-10-31T00:00:00.000Z', uploaded_by: 1, sends: 1 })
    .returning('id')
  const texts = { name: '', service_address: '', mailing_address: '', mailing_city_state_zip: '', email: '' }
  await town.db('bills').insert({
    ...{ run_id: (run as { id: number }).id, line: 1, statement, customer, ...texts },
    ...{ bill_date: '2026-10-31', due_date: '2026-11-20', amount_due_cents: cents },
    ...{ autopay: true, email_is_wrong: false },
  })
}

const choose = (town: Town, payments: string) => town.db('file_layouts').update({ payments })

test('a confirmation that names no amount has that of the bill as it was sent, and is held without one', async ({
  town,
  ada,
}) => {
  await setUpPayments(town, ada)
  await choose(town, 'oracle-auto-pay-confirmations')
  await sendBill(town, '1234567890', '123456789012', 8_410)
  await bringFile(town, ada, sample('oracle-confirmations.csv'), 'confirmed.csv')
  const held = await filePage(ada, 'confirmed.csv')
  expect(held.words).toContain('no bill was sent with statement 123456789013')
  expect(await countedPayments(town)).toEqual([])
  const [first = ''] = sample('oracle-confirmations.csv').split('\r\n')
  await bringFile(town, ada, `${first}\r\n`, 'one.csv')
  expect(await countedPayments(town)).toEqual(['payment 123456789012 8410'])
})

test('a payments file of EBillSvc is read whole, and a reversal counts on its own day', async ({
  town,
  ada,
}) => {
  await setUpPayments(town, ada)
  await choose(town, 'ebillsvc-payments')
  await bringFile(town, ada, sample('ebillsvc-payments.txt'), 'payments.txt')
  expect((await filePage(ada, 'payments.txt')).words).toContain('Read.')
  const returned = await town
    .db('provider_payments')
    .where({ kind: 'return' })
    .first('paid_on', 'amount_cents')
  expect({ ...returned, amount_cents: Number(returned?.amount_cents) }).toEqual({
    ...{ paid_on: '2026-11-02', amount_cents: 4_525 },
  })
})
