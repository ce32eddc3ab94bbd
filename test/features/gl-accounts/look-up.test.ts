import { expect } from 'vitest'
import { insertAccount } from '../../../src/features/gl-accounts/store.ts'
import { paths } from '../../../src/http/paths.ts'
import { noOutsideNames } from '../../../src/lib/outside-names.ts'
import { test } from '../../support/fixtures.ts'
import type { Visitor } from '../../support/visitor.ts'
import { addAccount } from './chart.ts'

test.beforeAll(async ({ ada }) => {
  await addAccount(ada, '10-1100', 'Cash clearing – utilities')
  await addAccount(ada, '10-1300', 'Água receivable')
  await addAccount(ada, '10-1310', 'Cash drawer', 'Asset', false)
  await addAccount(ada, '12-0130', 'Trust cash')
  await addAccount(ada, '51-37-200', 'Water sales, residential', 'Revenue')
})

async function found(ada: Visitor, submitted: string, field = 'account') {
  const page = await ada.get(`${paths.accountLookUp}?${new URLSearchParams({ field, [field]: submitted })}`, {
    panel: true,
  })
  expect(page.status).toBe(200)
  return [...page.document.querySelectorAll('[role=option]')].map((option) =>
    option.getAttribute('data-value'),
  )
}

test('a number is found by how it begins, formatted or not', async ({ ada }) => {
  expect(await found(ada, '10')).toEqual(['10-1100', '10-1300'])
  expect(await found(ada, '10-13')).toEqual(['10-1300'])
  expect(await found(ada, '1013')).toEqual(['10-1300'])
  expect(await found(ada, '51.37')).toEqual(['51-37-200'])
})

test('what begins so comes first, then what has it within: in number or words', async ({ ada }) => {
  expect(await found(ada, '13')).toEqual(['10-1300', '12-0130', '51-37-200'])
  expect(await found(ada, '12')).toEqual(['12-0130'])
  expect(await found(ada, '110')).toEqual(['10-1100'])
  expect(await found(ada, '51')).toEqual(['51-37-200'])
  expect(await found(ada, '200')).toEqual(['51-37-200'])
  expect(await found(ada, 'cash')).toEqual(['10-1100', '12-0130'])
})

test('a title is found by its words whatever their capitals, accents and signs', async ({ ada }) => {
  expect(await found(ada, 'AGUA')).toEqual(['10-1300'])
  expect(await found(ada, 'clearing  util')).toEqual(['10-1100'])
  expect(await found(ada, 'sales, res')).toEqual(['51-37-200'])
  expect(await found(ada, 'resid')).toEqual(['51-37-200'])
  expect(await found(ada, 'ash')).toEqual([])
})

test('a field finds accounts of the kind that it takes', async ({ ada }) => {
  expect(await found(ada, '13', 'receivable')).toEqual(['10-1300', '12-0130'])
  expect(await found(ada, 'r', 'revenue')).toEqual(['51-37-200'])
  const asked = new URLSearchParams({ field: 'revenue', revenue: '10-1100' })
  const none = await ada.get(`${paths.accountLookUp}?${asked}`, { panel: true })
  expect(none.words).toContain('No active revenue account has that in its number')
  expect(await found(ada, '10-1100', 'toString')).toEqual(['10-1100'])
})

test('inactive accounts are not offered, and neither is anything for nothing typed', async ({ ada }) => {
  expect(await found(ada, '10-1310')).toEqual([])
  expect(await found(ada, 'drawer')).toEqual([])
  for (const nothing of ['', '   ', '--', '%', '_', '*'])
    expect([nothing, await found(ada, nothing)]).toEqual([nothing, []])
})

test('what names an account, or is in only one, marks it as the one to take', async ({ ada }) => {
  async function taken(submitted: string) {
    const asked = new URLSearchParams({ field: 'account', account: submitted })
    const page = await ada.get(`${paths.accountLookUp}?${asked}`, { panel: true })
    const marked = [...page.document.querySelectorAll('[data-only]')]
    expect(marked.every((option) => option.getAttribute('data-asked') === submitted)).toBe(true)
    return marked.map((option) => option.getAttribute('data-value'))
  }
  for (const one of ['trust', '12', '120130', '12.0130', '20130', '12-01'])
    expect([one, await taken(one)]).toEqual([one, ['12-0130']])
  // One digit belongs to the other part: found, but somebody has to say that it is meant.
  expect(await found(ada, '1-20130')).toEqual(['12-0130'])
  for (const several of ['1-20130', '10', 'cash', 'nothing', '10-1310'])
    expect([several, await taken(several)]).toEqual([several, []])
})

test('an account that changes is found by what it is now', async ({ town, ada }) => {
  const page = await addAccount(ada, '10-1999', 'Zebra')
  expect(await found(ada, 'zeb')).toEqual(['10-1999'])
  const renamed = await ada.submit(page, { Title: 'Quagga' })
  expect([await found(ada, 'zeb'), await found(ada, 'quag')]).toEqual([[], ['10-1999']])
  const inactive = await ada.submit(renamed, { Active: false })
  expect([await found(ada, 'quag'), await found(ada, '10-1999')]).toEqual([[], []])
  await ada.submit(inactive, { Active: true })
  expect(await found(ada, '10-1999')).toEqual(['10-1999'])
  await town.db('gl_accounts').where({ number: '10-1999' }).delete()
})

test('no field’s name, what is sent twice and who is signed out get no answer', async ({ town, ada }) => {
  expect((await ada.get(`${paths.accountLookUp}?field=a%20b`)).status).toBe(404)
  expect((await ada.get(paths.accountLookUp)).status).toBe(404)
  expect((await ada.get(`${paths.accountLookUp}?field=a&a=1&a=2`)).status).toBe(200)
  expect((await town.visitor().get(paths.accountLookUp, { follow: false })).status).toBe(401)
})

/** An answer as it goes over the line, with all that the server itself adds. */
async function onTheWire(ada: Visitor, submitted: string) {
  const { response } = await ada.get(
    `${paths.accountLookUp}?field=customerDeposits&customerDeposits=${submitted}`,
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

test('an answer fits one segment, with the most accounts and the longest titles', async ({ town, ada }) => {
  const words = 'vqx jzk wpf ghb ydm tcs nrl oei uay bqz kxw fvj phd mgt scn rly iqo zea xju kwv'.split(' ')
  const rows = Array.from({ length: 10 }, (_, index) => ({
    number: `77-${1000 + index * 7}`,
    // As unlike one another as titles get.
    title: Array.from({ length: 24 }, (_, at) => words[(index * 7 + at * at * 3 + (at ^ index)) % 20])
      .join(' ')
      .slice(0, 100),
    type: 'asset' as const,
    active: true,
  }))
  const saved = { savedWith: '', changedAt: '', changedBy: null }
  for (const row of rows) await insertAccount(town.db, { ...noOutsideNames, ...row }, saved)
  expect(await found(ada, '77')).toHaveLength(8)
  expect(await onTheWire(ada, '77')).toBeLessThanOrEqual(1400)
  await town.db('gl_accounts').where('number', 'like', '77%').delete()
})
