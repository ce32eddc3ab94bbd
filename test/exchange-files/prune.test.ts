import { expect } from 'vitest'
import {
  findByHash,
  findExchangeFile,
  keepFile,
  readFileChunks,
} from '../../src/exchange-files/files-store.ts'
import { insertDraft, listDrafts } from '../../src/features/file-layouts/drafts-store.ts'
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

test('names and addresses of bills go with their files, and samples that nobody goes on with', async ({
  town,
  ada,
}) => {
  await ada.submit(await ada.get(paths.general), { 'Organization Name': 'Town of Weir' })
  const run = { file_name: 'bills.csv', uploaded_by: 1, remarks: '[]', bills: 1, amount_due_cents: 45_00 }
  const addBill = async (period: string) => {
    const at = town.clock.now.toISOString()
    const [added] = await town
      .db('bill_runs')
      .insert({ ...run, period, uploaded_at: at, brought_in_at: at })
      .returning('id')
    await town.db('bills').insert({
      ...{ run_id: added.id, line: 2, statement: `S-${period}`, customer: '1001', amount_due_cents: 45_00 },
      ...{ name: 'Pat Hill', service_address: '1 Main St', mailing_address: '', email: 'pat@hill.example' },
      ...{ mailing_city_state_zip: '', bill_date: `${period}-01`, due_date: `${period}-20` },
      ...{ autopay: false, email_is_wrong: false },
    })
  }
  const addDraft = (sampleName: string) =>
    insertDraft(town.db, {
      ...{ purpose: 'provider-payments' as const, profileId: null, profileVersion: null, submitted: {} },
      ...{ sampleName, sample: Buffer.from('Pat Hill,45.00'), at: town.clock.now.toISOString(), by: 1 },
    })
  await addBill('2026-11')
  await addDraft('old.csv')
  town.clock.forward((7 * 365 + 10) * 24 * 60)
  await addBill('2033-12')
  await addDraft('newer.csv')
  await town.runJobs()

  const bills = await town.db('bills').orderBy('run_id')
  expect(bills.map(({ statement, customer, name, email }) => [statement, customer, name, email])).toEqual([
    ['S-2026-11', '1001', '', ''],
    ['S-2033-12', '1001', 'Pat Hill', 'pat@hill.example'],
  ])
  expect(bills.map((bill) => [bill.service_address, Number(bill.amount_due_cents)])).toEqual([
    ['', 45_00],
    ['1 Main St', 45_00],
  ])
  expect((await listDrafts(town.db)).map(({ sampleName }) => sampleName)).toEqual(['newer.csv'])
})
