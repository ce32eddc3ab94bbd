import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { databaseFile } from '../../src/db/connect.ts'
import { openFile } from '../../src/db/file.ts'
import { writeBackWhenIdle } from '../../src/db/write-back.ts'
import { paths } from '../../src/http/paths.ts'
import { jobScript } from '../../src/job-kinds.ts'
import { startJobProcess } from '../../src/jobs/worker.ts'
import { freshTest as test } from '../support/fixtures.ts'
import type { Town } from '../support/town.ts'

/** What a copy of the database file alone holds, as somebody would take it without the log beside it. */
async function interfaceInACopy(town: Town, name: string) {
  const folder = join(town.deps.config.dataDir, name)
  mkdirSync(folder)
  cpSync(databaseFile(town.deps.config.dataDir), databaseFile(folder))
  const copy = openFile(databaseFile(folder))
  try {
    return await copy('general_ledger').first('interface')
  } finally {
    await copy.destroy()
  }
}

test('after set-up and saves the database file alone holds the town: in a moment of rest, and after a minute without one', async ({
  town,
}) => {
  if (town.deps.config.databaseUrl) return
  const ada = await town.signIn()
  const save = async (choice: string) => {
    await ada.submit(await ada.get(paths.generalLedger), { Interface: choice })
  }
  await save('Caselle 4.x')
  expect(await interfaceInACopy(town, 'before')).toEqual({ interface: 'none' })

  // It looks when it is told to.
  const log = writeBackWhenIdle(town.deps.config, 2 ** 30)
  const start = performance.now()
  await log.look(start)
  await log.look(start + 1)
  expect(await interfaceInACopy(town, 'rested')).toEqual({ interface: 'caselle-4' })

  await save('None')
  await log.look(start + 2)
  expect(await interfaceInACopy(town, 'busy')).toEqual({ interface: 'caselle-4' })
  await save('Other')
  await log.look(start + 60_001)
  expect(await interfaceInACopy(town, 'after a minute')).toEqual({ interface: 'other' })
  await log.stop()
})

test('the log is written back at 1,000 pages, but for an import while it writes', async ({ town }) => {
  if (town.deps.config.databaseUrl) return
  const pages = async () => Object.values((await town.db.raw('pragma wal_autocheckpoint'))[0])[0]
  expect(await pages()).toBe(1_000)
  const work = startJobProcess(town.deps, jobScript)
  expect(await pages()).toBe(10_000)
  await work.stop()
  expect(await pages()).toBe(1_000)
})
