import { expect } from 'vitest'
import { findJob } from '../../src/jobs/jobs-store.ts'
import { withFaultAt } from '../support/fault.ts'
import { freshTest as test } from '../support/fixtures.ts'
import { addTestJob, serverWithProcesses } from '../support/test-jobs.ts'

test('wherever the database fails, a job is done in the end, and sent once', async ({ town }) => {
  for (let number = 0; ; number++) {
    const server = serverWithProcesses(town)
    const key = `fault ${number}`
    const id = await addTestJob(town, ['answer'], { kind: 'test-send', key })
    const isThere = await withFaultAt(number, () => server.runDue().catch(() => undefined))
    // As time goes on; a lease that could not be given back is dead after a minute.
    for (let tries = 0; (await findJob(town.db, id))?.state !== 'done'; tries++) {
      expect(tries, key).toBeLessThan(5)
      town.clock.forward(60)
      server.wait(60_000)
      await server.runDue()
    }
    expect(await town.db('exchange_files').where({ name: key }), key).toHaveLength(1)
    await server.close()
    if (!isThere) break
    expect(number).toBeLessThan(50)
  }
})
