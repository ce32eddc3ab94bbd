import fs from 'node:fs/promises'
import { expect, vi } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { test } from '../support/fixtures.ts'
import { standIn } from '../support/stand-in.ts'
import type { Town } from '../support/town.ts'

/** A machine that stalls makes the answer late, which is busy. */
const soon = { timeout: 10_000 }

async function health(town: Town) {
  const { status, response } = await town.visitor().get(paths.health)
  return [status, response.body]
}

test('while the database works it says busy, which is well, and soon after ok', async ({ town }) => {
  const held = await town.db.transaction()
  // SQLite has the one connection, which this holds already.
  if (town.deps.config.databaseUrl) await held.raw('lock table organization in access exclusive mode')
  const asked = await Promise.all([health(town), health(town), health(town)])
  expect(asked).toEqual(Array(3).fill([200, 'busy\n']))
  await held.rollback()
  await expect.poll(() => health(town), soon).toEqual([200, 'ok\n'])
})

test('it says when the disk that the database lies on is full', async ({ town }) => {
  if (town.deps.config.databaseUrl) return
  standIn(vi.spyOn(fs, 'statfs')).mockResolvedValueOnce({ bavail: 10, bsize: 4_096 } as never)
  expect(await health(town)).toEqual([503, 'There is no room left on the disk.\n'])
  await expect.poll(() => health(town), soon).toEqual([200, 'ok\n'])
})

test('it says when the database is gone, for as long as it is', async ({ town }) => {
  await town.db.schema.renameTable('organization', 'elsewhere')
  await expect.poll(() => health(town), soon).toEqual([503, 'The database cannot be reached.\n'])
  await town.db.schema.renameTable('elsewhere', 'organization')
  await expect.poll(() => health(town), soon).toEqual([200, 'ok\n'])
})
