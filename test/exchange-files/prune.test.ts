import { expect } from 'vitest'
import {
  findByHash,
  findExchangeFile,
  keepFile,
  readFileChunks,
} from '../../src/exchange-files/files-store.ts'
import { paths } from '../../src/http/paths.ts'
import { addJob, findJobByKey, moveJob } from '../../src/jobs/jobs-store.ts'
import { freshTest as test } from '../support/fixtures.ts'

async function* content() {
  yield Buffer.from('a payment')
}

test('after seven years only name, size and hash of a file are left, and nothing of a job', async ({
  town,
  ada,
}) => {
  await ada.submit(await ada.get(paths.general), { 'Organization Name': 'Town of Weir' })
  const place = { connection: 'test', direction: 'in' as const, by: null }
  const keep = (name: string) =>
    keepFile(town.db, { ...place, name, at: town.clock.now.toISOString() }, content())
  const addDone = async (key: string) => {
    const at = town.clock.now.toISOString()
    const id = await addJob(town.db, {
      kind: 'gone',
      connection: 'test',
      key,
      content: {},
      at,
      dueAt: at,
      by: null,
    })
    const ended = { from: ['ready' as const], state: 'done' as const, at }
    await moveJob(town.db, id as number, { ...ended, dueAt: null, problem: null, problemSince: null })
  }
  const old = await keep('old.csv')
  await addDone('old')
  town.clock.forward(365 * 24 * 60)
  const newer = await keep('newer.csv')
  await addDone('newer')
  town.clock.forward((6 * 365 + 30) * 24 * 60)
  await town.runJobs()

  const read = async (id: number) =>
    Buffer.concat(await Array.fromAsync(readFileChunks(town.db, id))).toString()
  expect([await read(old.id), await read(newer.id)]).toEqual(['', 'a payment'])
  expect(await findExchangeFile(town.db, old.id)).toMatchObject({
    ...{ name: 'old.csv', size: 9, sha256: old.sha256 },
    removedAt: expect.stringMatching(/^2033/),
  })
  // So that it is known when it is sent again.
  expect((await findByHash(town.db, 'test', 'in', old.sha256))?.id).toBe(old.id)
  expect([await findJobByKey(town.db, 'old'), (await findJobByKey(town.db, 'newer'))?.key]).toEqual([
    undefined,
    'newer',
  ])
  const [record] = await town.db('history').where({ kind: 'exchange-files.pruned' })
  expect(JSON.parse(record.changes)).toEqual([{ field: 'files', to: 1 }])
})
