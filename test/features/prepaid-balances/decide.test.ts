import { expect } from 'vitest'
import { entriesBetween } from '../../../src/features/prepaid-balances/entries-between.ts'
import { noteEntries } from '../../../src/features/prepaid-balances/note-entries.ts'
import { paths } from '../../../src/http/paths.ts'
import { connectVendor } from '../../support/connect-vendor.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { importText, takeOutNewest } from '../../support/importing.ts'
import { bringRows, enrollAccounts, registerHeading, told } from '../../support/prepaid-balances.ts'
import type { Town } from '../../support/town.ts'
import type { Visitor } from '../../support/visitor.ts'

const nobody = {
  ...{ version: '4.1' as const, userName: 'town', password: 'of the vendor', company: 'Riverton' },
  ...{ address: 'https://127.0.0.1:1/MultiSpeak', certificateAuthority: '' },
}
const always = ['2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'] as const
const payment = (customer: string, amount: string) =>
  `UM,P-${customer},2026-11-20,Payment,${customer},ELECTRIC,${amount},`

async function letAsk(ada: Visitor, who: 'The vendor asks us' | 'We send') {
  await ada.submit(await ada.get(paths.prepaidMeteringConnection), { 'Who asks': who })
}

/** The vendor asks for payments, and the line breaks off after the first. */
async function breakOff({ deps }: Town) {
  const answer = entriesBetween(deps, { kind: 'payment', from: always[0], to: always[1] })
  await answer.next()
  await answer.return(undefined)
}

const noteSending = ({ db, deps }: Town) =>
  noteEntries({ db, now: deps.now, signal: new AbortController().signal }, { way: 'push' })

test('what was in an answer that broke off is told again while the vendor asks, and is left to a person once we send', async ({
  town,
  ada,
}) => {
  await connectVendor(ada, nobody)
  await enrollAccounts(town, [{ customer: '1001' }, { customer: '1002' }, { customer: '1003' }])
  await bringRows(town, [payment('1001', '50.00'), payment('1002', '7.00'), payment('1003', '3.00')])
  await breakOff(town)
  town.clock.forward(1)
  const first = await ada.get((await ada.get(`${paths.prepaidBalances}/1`)).link('Nov 20, 2026'))
  expect(first.words).toContain('It is told again when the vendor asks again.')
  expect(first.words).not.toContain('It arrived')

  await letAsk(ada, 'We send')
  const list = await ada.get(paths.prepaidBalances)
  expect(list.words).toContain('3 payments and adjustments for 60.00 may have arrived or are held')
  expect(list.words).not.toContain('Send them')
  const open = await ada.get(`${paths.prepaidBalances}/open`)
  const entry = async (customer: string) => {
    const { id } = await town.db('prepaid_entries').where({ customer }).first('id')
    return ada.get(`${paths.prepaidBalances}/entries/${id}`)
  }
  expect(open.words).toContain('May have been told')
  const why = { Reason: 'the vendor does not have it' }
  expect((await ada.submit(await entry('1001'), {}, { button: 'It arrived' })).words).toContain('Noted')
  const again = await ada.submit(await entry('1002'), why, { button: 'Send again' })
  expect(again.words).toContain('Ready to be sent')
  await ada.submit(await entry('1003'), why, { button: 'Do not send' })
  expect((await ada.get(`${paths.prepaidBalances}/open`)).words).toContain('There is nothing to decide.')
  const states = await town.db('prepaid_entries').orderBy('id').select('way', 'told_at', 'left_out_at')
  expect(
    states.map(({ way, told_at, left_out_at }) => [way, told_at !== null, left_out_at !== null]),
  ).toEqual([
    ['pull', true, false],
    ['push', false, false],
    ['pull', false, true],
  ])
  expect(await town.db('jobs').where({ kind: 'prepaid.push' }).pluck('state')).toEqual(['ready'])

  await letAsk(ada, 'The vendor asks us')
  expect(await told(town, 'payment', ...always)).toHaveLength(1)
})

test('nobody decides about what is told again, and what may have been told is taken back once it is decided', async ({
  town,
  ada,
}) => {
  await connectVendor(ada, nobody)
  await enrollAccounts(town, [{ customer: '1001' }])
  await bringRows(town, [payment('1001', '50.00')])
  await breakOff(town)
  await letAsk(ada, 'We send')
  const { id } = await town.db('prepaid_entries').first('id')
  const page = await ada.get(`${paths.prepaidBalances}/entries/${id}`)
  await takeOutNewest(town)
  await noteSending(town)
  expect(await town.db('prepaid_entries').pluck('what')).toEqual(['noted'])
  await letAsk(ada, 'The vendor asks us')
  expect((await ada.submit(page, {}, { button: 'It arrived' })).status).toBe(409)
  await letAsk(ada, 'We send')
  await ada.submit(page, {}, { button: 'It arrived' })
  await noteSending(town)
  expect(await town.db('prepaid_entries').orderBy('id').pluck('cents')).toEqual([5_000, -5_000])
})

test('what the vendor could not be told for long is tried again at once, and what may have arrived is not', async ({
  town,
  ada,
}) => {
  await connectVendor(ada, nobody, { 'Who asks': 'We send' })
  await enrollAccounts(town, [{ customer: '1001' }, { customer: '1002' }, { customer: '1003' }])
  const rows = [payment('1001', '50.00'), payment('1002', '7.00'), payment('1003', '3.00')]
  await importText(town.deps, [registerHeading, ...rows, ''].join('\n'))
  await noteSending(town)
  const gaveUp = { state: 'needs-person', due_at: null, problem: 'The server does not answer.' } as const
  await town.db('jobs').where({ kind: 'prepaid.push' }).update(gaveUp)
  const began = { began_at: town.clock.now.toISOString() }
  await town.db('prepaid_entries').where({ customer: '1003' }).update(began)
  const open = await ada.get(`${paths.prepaidBalances}/open`)
  expect(open.words).toContain('Nothing was done for 2 of them')
  const tried = await ada.submit(open, {}, { button: 'Try all again' })
  expect(tried.said).toBe('2 of them are tried again, one after the other.')
  expect(tried.words).not.toContain('Try all again')
  const states = await town.db('jobs').where({ kind: 'prepaid.push' }).orderBy('id').pluck('state')
  expect(states).toEqual(['ready', 'ready', 'needs-person'])
  expect((await ada.get(paths.history)).words).toContain(
    'sent to the prepaid vendor once more that had not arrived',
  )
  const clerk = await town.signIn('viewer', 'Vi')
  expect((await clerk.get(`${paths.prepaidBalances}/open`)).words).not.toContain('Try all again')
})
