import { expect } from 'vitest'
import { listJobs } from '../../src/jobs/jobs-store.ts'
import { readCursor, readRowNumber } from '../../src/lib/cursor.ts'
import { test } from '../support/fixtures.ts'
import { addTestJob } from '../support/test-jobs.ts'

test('jobs are listed a page at a time, the newest first', async ({ town }) => {
  const added: number[] = []
  for (const connection of ['one', 'two', 'one', 'one'])
    added.unshift(await addTestJob(town, [], { connection }))
  const ids = async (filter: object, after?: string) => {
    const request = { limit: 2, ...(after && { after: readCursor(after, [readRowNumber]) }) }
    const { rows, next } = await listJobs(town.db, filter, request)
    return { ids: rows.map(({ id }) => id), next }
  }
  const first = await ids({})
  expect(first.ids).toEqual(added.slice(0, 2))
  expect((await ids({}, first.next)).ids).toEqual(added.slice(2))
  expect((await ids({ connection: 'two' })).ids).toEqual([added[2]])
  expect((await ids({ kinds: ['test'], states: ['ready', 'done'] })).ids).toEqual(added.slice(0, 2))
  expect((await ids({ states: ['unknown'] })).ids).toEqual([])
})
