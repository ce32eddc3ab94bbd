import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { test } from '../support/fixtures.ts'
import type { Town } from '../support/town.ts'
import type { Visitor } from '../support/visitor.ts'

test.beforeAll(async ({ town }) => {
  const accounts = Array.from({ length: 2_500 }, (_, n) => {
    const title = `Account with a title of its own, number ${n}`
    return { number: `01-${n + 1_000}`, title, title_key: title.toLowerCase(), type: 'asset', active: true }
  })
  await town.db.batchInsert('gl_accounts', accounts, 100)
})

const ask = (town: Town, ada: Visitor, path: string, method: 'GET' | 'HEAD', accepted?: string) =>
  town.app.inject({
    method,
    url: path,
    headers: {
      cookie: [...ada.cookies].map((pair) => pair.join('=')).join('; '),
      ...(accepted === undefined ? {} : { 'accept-encoding': accepted }),
    },
  })

test.for([
  [undefined, undefined],
  ['', undefined],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip', 'gzip'],
  ['br;q=0', undefined],
  ['br;q=0, gzip', 'gzip'],
  ['br; q=0.000,gzip; q=1.0', 'gzip'],
  ['gzip;q=1, br;q=0.5', 'gzip'],
  ['*', 'br'],
  ['*;q=0', undefined],
  ['br;q=0, *', 'gzip'],
  ['abr, brx, identity', undefined],
  ['br;q=high', undefined],
])(
  'whoever accepts %j gets %s, page, asset and export alike',
  async ([accepted, encoding], { town, ada }) => {
    const page = await ada.get(paths.generalLedger)
    const css = page.find('link[rel=stylesheet]').getAttribute('href') ?? ''
    for (const path of [paths.generalLedger, css, paths.accountExport]) {
      const { headers } = await ask(town, ada, path, 'GET', accepted)
      expect([path, headers['content-encoding']]).toEqual([path, encoding])
      const isKept = headers['cache-control'] !== 'no-store'
      expect([path, headers.vary]).toEqual([path, isKept ? 'accept-encoding' : undefined])
    }
  },
)

test('a large export is sent a piece at a time and holds every line', async ({ town, ada }) => {
  const plain = await ask(town, ada, paths.accountExport, 'GET')
  expect(plain.headers['content-length']).toBeUndefined()
  expect(plain.body.split('\r\n').length).toBe(2_502)
  const br = await ask(town, ada, paths.accountExport, 'GET', 'br')
  expect(brotliDecompressSync(br.rawPayload).toString()).toBe(plain.body)
  const gzip = await ask(town, ada, paths.accountExport, 'GET', 'gzip')
  expect(gunzipSync(gzip.rawPayload).toString()).toBe(plain.body)
  expect((await ask(town, ada, paths.historyCsv, 'GET', 'br')).headers['content-encoding']).toBe('br')
})

test('asking for the head of an address leaves nothing behind', async ({ town, ada }) => {
  const records = async () => Number((await town.db('history').count({ count: '*' }).first())?.count)
  const before = await records()
  for (const path of [paths.accountExport, paths.historyCsv, paths.myAccount, paths.updateGeneralLedger]) {
    const { statusCode, body, cookies } = await ask(town, ada, path, 'HEAD')
    expect([path, statusCode, body, cookies]).toEqual([path, 200, '', []])
  }
  expect(await records()).toBe(before)
  const signedOut = await town.app.inject({ method: 'HEAD', url: paths.historyCsv })
  expect([signedOut.statusCode, signedOut.body]).toEqual([401, ''])
})
