import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import {
  dropFile,
  type ExchangeFile,
  findByHash,
  findByName,
  findExchangeFile,
  keepFile,
  readFileChunks,
} from '../../src/exchange-files/files-store.ts'
import { test } from '../support/fixtures.ts'
import type { Town } from '../support/town.ts'

const place = { connection: 'test', direction: 'in' as const, by: null, at: '2026-11-23T16:00:00.000Z' }

async function* inPieces(bytes: Buffer, size: number) {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}

async function read(town: Town, id: number) {
  return Buffer.concat(await Array.fromAsync(readFileChunks(town.db, id)))
}

test.for([0, 1, 256 * 1024, 256 * 1024 + 1, 1_000_000])(
  'a file of %s bytes is kept byte for byte',
  async (size, { town }) => {
    const bytes = randomBytes(size)
    const name = `payments-${size}.csv`
    const { id, sha256 } = await town.db.transaction((trx) =>
      keepFile(trx, { ...place, name }, inPieces(bytes, 64_000)),
    )
    expect(await read(town, id)).toEqual(bytes)
    const file = (await findExchangeFile(town.db, id)) as ExchangeFile
    expect(file).toMatchObject({ name, size, sha256, keptBy: null, profile: null, removedAt: null })
    expect(await findByHash(town.db, 'test', 'in', sha256)).toEqual(file)
    expect(await findByName(town.db, 'test', 'in', name)).toEqual(file)
    expect(await findByHash(town.db, 'test', 'out', sha256)).toBeUndefined()
    const chunks = await town.db('exchange_file_chunks').where({ file_id: id })
    expect(Math.max(0, ...chunks.map((chunk) => chunk.bytes.length))).toBeLessThanOrEqual(256 * 1024)
    await dropFile(town.db, id)
    expect(await findExchangeFile(town.db, id)).toBeUndefined()
  },
)

test('a file that is not all there is none', async ({ town }) => {
  async function* cutOff() {
    yield randomBytes(300_000)
    throw new Error('the line is down')
  }
  const name = 'cut-off.csv'
  await expect(keepFile(town.db, { ...place, name }, cutOff())).rejects.toThrow('the line is down')
  expect(await findByName(town.db, 'test', 'in', name)).toBeUndefined()
})
