import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { startTown, type Town } from '../support/town.ts'
import type { Visitor } from '../support/visitor.ts'

let town: Town
let ada: Visitor
beforeAll(async () => {
  town = await startTown()
  ada = await town.signIn()
  const accounts = Array.from({ length: 2_500 }, (_, n) => {
    const title = `Account with a title of its own, number ${n}`
    return { number: `01${n + 1_000}`, title, title_key: title.toLowerCase(), type: 'asset', active: true }
  })
  await town.db.batchInsert('gl_accounts', accounts, 100)
})
afterAll(() => town.close())

const ask = (path: string, method: 'GET' | 'HEAD', accepted?: string) =>
  town.app.inject({
    method,
    url: path,
    headers: {
      cookie: [...ada.cookies].map((pair) => pair.join('=')).join('; '),
      ...(accepted === undefined ? {} : { 'accept-encoding': accepted }),
    },
  })

test.each([
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
])('whoever accepts %j gets %s, page, asset and export alike', async (accepted, encoding) => {
  const page = await ada.get(paths.generalLedger)
  const css = page.find('link[rel=stylesheet]').getAttribute('href') ?? ''
  for (const path of [paths.generalLedger, css, paths.accountExport]) {
    const { headers } = await ask(path, 'GET', accepted)
    expect([path, headers['content-encoding']]).toEqual([path, encoding])
    expect(headers.vary).toBe('accept-encoding')
  }
})

test('a large export is sent a piece at a time and holds every line', async () => {
  const plain = await ask(paths.accountExport, 'GET')
  expect(plain.headers['content-length']).toBeUndefined()
  expect(plain.body.split('\r\n').length).toBe(2_502)
  const br = await ask(paths.accountExport, 'GET', 'br')
  expect(brotliDecompressSync(br.rawPayload).toString()).toBe(plain.body)
  const gzip = await ask(paths.accountExport, 'GET', 'gzip')
  expect(gunzipSync(gzip.rawPayload).toString()).toBe(plain.body)
  expect((await ask(paths.historyCsv, 'GET', 'br')).headers['content-encoding']).toBe('br')
})

test('asking for the head of an address leaves nothing behind', async () => {
  const records = async () => Number((await town.db('history').count({ count: '*' }).first())?.count)
  const before = await records()
  for (const path of [paths.accountExport, paths.historyCsv, paths.myAccount, paths.updateGeneralLedger]) {
    const { statusCode, body, cookies } = await ask(path, 'HEAD')
    expect([path, statusCode, body, cookies]).toEqual([path, 200, '', []])
  }
  expect(await records()).toBe(before)
  const signedOut = await town.app.inject({ method: 'HEAD', url: paths.historyCsv })
  expect(signedOut.statusCode).toBe(303)
})
