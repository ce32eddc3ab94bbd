import { readdirSync, statSync } from 'node:fs'
import { expect } from 'vitest'
import { databaseFile } from '../../../src/db/connect.ts'
import { importFolder } from '../../../src/features/transactions/import/import-files.ts'
import { paths } from '../../../src/http/paths.ts'
import { test as townTest } from '../../support/fixtures.ts'
import { mountSmallDisk } from '../../support/small-disk.ts'
import { testCsv } from '../../support/transactions.ts'
import { untilEnded, upload } from '../../support/upload.ts'

const disk = mountSmallDisk(32)
const test = townTest.extend('townOptions', { env: disk ? { DATA_DIR: disk.path } : {} })

test.afterAll(() => disk?.remove())

test.runIf(disk)(
  'a file that the disk has no room for is refused in words, and leaves nothing',
  async ({ town, ada }) => {
    disk?.leave(200_000)
    const refused = await upload(ada, testCsv(6_000))
    expect([refused.status, refused.heading]).toEqual([503, 'There is no room left on the disk'])
    expect(readdirSync(importFolder(town.deps))).toEqual([])
    disk?.leave(undefined)
    expect((await untilEnded(ada, await upload(ada, testCsv(3)))).said).toBe('3 transactions added.')
  },
)

test.runIf(disk && process.env.TEST_ENGINE === 'sqlite')(
  'a full disk is called that on the page, in the log and by health, until there is room again',
  async ({ town, ada }) => {
    const health = async () => (await town.visitor('192.0.2.1').get(paths.health)).response.body
    const page = await ada.get(paths.generalLedger)
    // A log that was written back has room of its own.
    await town.db.raw('pragma wal_checkpoint(truncate)')
    disk?.leave(0)
    const refused = await ada.submit(page, { Interface: 'Caselle 4.x' })
    expect([refused.status, refused.heading]).toEqual([503, 'There is no room left on the disk'])
    const line = JSON.parse(town.log.findLast((one) => one.includes('request failed')) ?? '{}')
    expect(line).toMatchObject({ code: 'SQLITE_FULL', problem: 'There is no room left on the disk' })
    expect(await health()).toBe('full\n')
    disk?.leave(undefined)
    expect(await health()).toBe('ok\n')
    expect((await ada.submit(page, { Interface: 'Caselle 4.x' })).said).toMatch(/set up and saved/)
  },
)

test.runIf(disk && process.env.TEST_ENGINE === 'sqlite')(
  'an import stops before the disk is full, gives its room back, and the next one works where there is as little',
  async ({ town, ada }) => {
    const count = () => town.db('utility_transactions').count({ n: '*' }).first()
    const before = await count()
    disk?.leave(13_000_000)
    const page = await untilEnded(ada, await upload(ada, testCsv(15_000, 100)))
    expect(page.title).toMatch(/^Import failed/)
    expect(page.words).toContain('the disk may be full')
    expect(await count()).toEqual(before)
    expect(statSync(`${databaseFile(town.deps.config.dataDir)}-wal`).size).toBeLessThan(1_000_000)
    expect((await untilEnded(ada, await upload(ada, testCsv(200, 100)))).said).toBe('200 transactions added.')
  },
)
