import { copyFileSync, renameSync } from 'node:fs'
import { expect } from 'vitest'
import { databaseFile } from '../../src/db/connect.ts'
import { paths } from '../../src/http/paths.ts'
import { test } from '../support/fixtures.ts'

test.skipIf(process.env.TEST_ENGINE === 'postgres')(
  'while the database file is moved away, or another lies in its place, nothing is saved and health says so',
  async ({ town, ada }) => {
    const page = await ada.get(paths.generalLedger)
    const file = databaseFile(town.deps.config.dataDir)
    const save = () => ada.submit(page, { Interface: 'Caselle 4.x' })
    const expectRefused = async () => {
      const refused = await save()
      expect([refused.status, refused.heading]).toEqual([503, 'The database file is gone'])
      expect(refused.words).toMatch(/Nothing was saved/)
      const health = await town.visitor('192.0.2.1').get(paths.health)
      expect([health.status, health.response.body]).toEqual([503, 'gone\n'])
    }

    renameSync(file, `${file}.elsewhere`)
    await expectRefused()
    copyFileSync(`${file}.elsewhere`, file)
    await expectRefused()
    expect(town.log.filter((line) => line.includes('moved, removed or replaced'))).toHaveLength(1)

    renameSync(`${file}.elsewhere`, file)
    expect((await save()).said).toMatch(/set up and saved/)
    expect(town.log.filter((line) => line.includes('the database file is back'))).toHaveLength(1)
  },
)
