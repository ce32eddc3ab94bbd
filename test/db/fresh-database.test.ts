import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { freshDatabase } from '../support/database.ts'

it('gives every caller an empty database of its own and leaves nothing behind', async () => {
  const [one, other] = await Promise.all([freshDatabase(), freshDatabase()])
  const [db, otherDb] = [one, other].map(({ dataDir, databaseUrl }) => connect({ dataDir, databaseUrl }))
  await db?.schema.createTable('meters', (table) => table.text('serial'))
  expect(await otherDb?.schema.hasTable('meters')).toBe(false)
  expect(Boolean(one.databaseUrl)).toBe(process.env.TEST_ENGINE === 'postgres')

  await Promise.all([db?.destroy(), otherDb?.destroy()])
  await Promise.all([one.drop(), other.drop()])
  expect(existsSync(one.dataDir)).toBe(false)
})
