import { performance } from 'node:perf_hooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { carryOut } from '../../../src/features/accounts/import/store.ts'
import { lookUp } from '../../../src/features/accounts/look-up/find.ts'
import { searchKeys } from '../../../src/features/accounts/search-keys.ts'
import { readMasks } from '../../../src/features/accounts/store.ts'
import { paths } from '../../../src/http/paths.ts'
import { startTown, type Town } from '../../support/town.ts'
import type { Visitor } from '../../support/visitor.ts'
import { addAccount } from './chart.ts'

let town: Town
let ada: Visitor

beforeAll(async () => {
  town = await startTown()
  ada = await town.signIn('administrator', 'Ada')
  await addAccount(ada, '10-1100', 'Cash clearing – utilities')
  await addAccount(ada, '10-1300', 'Água receivable')
  await addAccount(ada, '10-1310', 'Cash drawer', 'Asset', false)
  await addAccount(ada, '12-0130', 'Trust cash')
  await addAccount(ada, '51-37-200', 'Water sales, residential', 'Revenue')
})
afterAll(() => town.close())

async function found(typed: string) {
  const page = await ada.get(
    `${paths.accountLookUp}?${new URLSearchParams({ field: 'revenue', revenue: typed })}`,
    {
      panel: true,
    },
  )
  expect(page.status).toBe(200)
  return [...page.document.querySelectorAll('[role=option]')].map((option) =>
    option.getAttribute('data-value'),
  )
}

test('a number is found by how it begins, formatted or not', async () => {
  expect(await found('10')).toEqual(['10-1100', '10-1300'])
  expect(await found('10-13')).toEqual(['10-1300'])
  expect(await found('1013')).toEqual(['10-1300'])
  expect(await found('51.37')).toEqual(['51-37-200'])
})

test('what begins so comes first, then what has it within: part of the number, a later word', async () => {
  expect(await found('13')).toEqual(['12-0130', '10-1300', '51-37-200'])
  expect(await found('12')).toEqual(['12-0130'])
  expect(await found('110')).toEqual(['10-1100'])
  expect(await found('51')).toEqual(['51-37-200'])
  expect(await found('200')).toEqual(['51-37-200'])
  expect(await found('cash')).toEqual(['10-1100', '12-0130'])
})

test('a title is found by its words whatever their capitals, accents and signs', async () => {
  expect(await found('AGUA')).toEqual(['10-1300'])
  expect(await found('clearing  util')).toEqual(['10-1100'])
  expect(await found('sales, res')).toEqual(['51-37-200'])
  expect(await found('resid')).toEqual(['51-37-200'])
  expect(await found('ash')).toEqual([])
})

test('inactive accounts are not offered, and neither is anything for nothing typed', async () => {
  expect(await found('10-1310')).toEqual([])
  expect(await found('drawer')).toEqual([])
  for (const nothing of ['', '   ', '--', '%', '_', '*'])
    expect([nothing, await found(nothing)]).toEqual([nothing, []])
})

test('an import makes the same keys as adding by hand does', async () => {
  const account = { number: '10111011', title: 'Fund 1011 – fund 11', type: 'asset' as const, active: true }
  const plan = { added: [account], changed: [], inactivated: [] }
  await town.db.transaction((trx) => carryOut(trx, plan, '', null))
  const { id } = await town.db('gl_accounts').where({ number: account.number }).first('id')
  const rows = await town.db('gl_account_keys').where({ account_id: id }).select('key', 'part')
  const inWords = ({ key, part }: { key: string; part: boolean | number }) =>
    `${part ? 'part' : 'whole'} ${key}`
  expect(rows.map(inWords).sort()).toEqual(searchKeys(account).map(inWords).sort())
  await town.db('gl_account_keys').where({ account_id: id }).delete()
  await town.db('gl_accounts').where({ id }).delete()
})

test('an account that changes is found by what it is now', async () => {
  const page = await addAccount(ada, '10-1999', 'Zebra')
  expect(await found('zeb')).toEqual(['10-1999'])
  const renamed = await ada.submit(page, { Title: 'Quagga' })
  expect([await found('zeb'), await found('quag')]).toEqual([[], ['10-1999']])
  const inactive = await ada.submit(renamed, { Active: false })
  expect([await found('quag'), await found('10-1999')]).toEqual([[], []])
  await ada.submit(inactive, { Active: true })
  expect(await found('10-1999')).toEqual(['10-1999'])
})

test('what is no field’s name, what is sent twice and who is signed out get no answer', async () => {
  expect((await ada.get(`${paths.accountLookUp}?field=a%20b`)).status).toBe(404)
  expect((await ada.get(paths.accountLookUp)).status).toBe(404)
  expect((await ada.get(`${paths.accountLookUp}?field=a&a=1&a=2`)).status).toBe(200)
  expect((await town.visitor().get(paths.accountLookUp, { follow: false })).status).toBe(303)
})

/** An answer as it goes over the line, with all that the server itself adds. */
async function onTheWire(typed: string) {
  const { response } = await ada.get(
    `${paths.accountLookUp}?field=customerDeposits&customerDeposits=${typed}`,
    {
      panel: true,
      headers: { 'accept-encoding': 'gzip, deflate, br' },
    },
  )
  const headers = Object.entries(response.headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return (
    Buffer.byteLength(`HTTP/1.1 200 OK\r\n${headers.join('')}Keep-Alive: timeout=20\r\n\r\n`) +
    response.rawPayload.length
  )
}

test('an answer fits one segment, with the most accounts and the longest titles', async () => {
  const words = 'vqx jzk wpf ghb ydm tcs nrl oei uay bqz kxw fvj phd mgt scn rly iqo zea xju kwv'.split(' ')
  const rows = Array.from({ length: 10 }, (_, index) => ({
    number: `77${1000 + index * 7}`,
    // As unlike one another as titles get.
    title: Array.from({ length: 24 }, (_, at) => words[(index * 7 + at * at * 3 + (at ^ index)) % 20])
      .join(' ')
      .slice(0, 100),
    type: 'asset' as const,
    active: true,
  }))
  await town.db.transaction((trx) => carryOut(trx, { added: rows, changed: [], inactivated: [] }, '', null))
  expect(await found('77')).toHaveLength(8)
  expect(await onTheWire('77')).toBeLessThanOrEqual(1400)
})

test('at 100,000 accounts an answer takes no more than twice what it takes at 1,000', {
  timeout: 240_000,
}, async () => {
  const [small, large] = [await startTown(), await startTown()]
  try {
    const words = [
      'water',
      'sewer',
      'cash',
      'salaries',
      'supplies',
      'general',
      'capital',
      'debt',
      'fees',
      'rent',
      'tax',
    ]
    const fill = async ({ db }: Town, count: number) => {
      const added = Array.from({ length: count }, (_, index) => ({
        number: String(Math.floor((index * 9_000_000) / count) + 1_000_000),
        title: `${words[index % 11]} ${words[(index * 7) % 10]} ${index}`,
        type: 'revenue' as const,
        active: true,
      }))
      await db.transaction((trx) => carryOut(trx, { added, changed: [], inactivated: [] }, '', null))
    }
    await fill(small, 1_000)
    await fill(large, 100_000)
    const asked = [
      '1',
      '52',
      '5237',
      '12-34-5',
      'w',
      'water',
      'cash fees',
      'general 7',
      'tax',
      'nothing like it',
    ]
    const masks = await readMasks(small.db)
    async function once({ db }: Town) {
      const started = performance.now()
      for (const typed of asked) await lookUp(db, typed, masks)
      return performance.now() - started
    }
    // The best of many rounds, taken in turn: whatever else the machine does only ever adds.
    const best = { small: Number.POSITIVE_INFINITY, large: Number.POSITIVE_INFINITY }
    for (let round = 0; round < 40; round++) {
      best.small = Math.min(best.small, await once(small))
      best.large = Math.min(best.large, await once(large))
    }
    expect(best.large / best.small).toBeLessThan(2)
    expect(await lookUp(large.db, 'water', masks)).toHaveLength(8)
  } finally {
    await small.close()
    await large.close()
  }
})
