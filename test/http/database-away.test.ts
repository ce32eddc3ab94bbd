import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { paths } from '../../src/http/paths.ts'
import { startTown, type Town } from '../support/town.ts'
import type { Visitor } from '../support/visitor.ts'

let town: Town
let ada: Visitor
beforeAll(async () => {
  town = await startTown()
  ada = await town.signIn()
})
afterAll(() => town.close())

test('while another process holds the database, pages are read, a save is answered 503 in words, and the next one works', async () => {
  const page = await ada.get(paths.generalLedger)
  const good = { Interface: 'Caselle 4.x' }
  const other = connect({ dataDir: town.deps.config.dataDir, databaseUrl: town.deps.config.databaseUrl })
  if (town.deps.config.databaseUrl) await town.db.raw("set lock_timeout = '200ms'")
  const held = await other.transaction()
  await held('general_ledger').where({ id: 1 }).update({ saved_with: 'held' })
  if (town.deps.config.databaseUrl)
    await town.db.raw("alter role current_user set lock_timeout = '300ms'").catch(() => undefined)
  const refused = await ada.submit(page, good)
  expect(refused.status).toBe(503)
  expect(refused.heading).toBe('The database cannot be reached just now')
  expect(refused.words).toMatch(/Nothing was saved/)
  expect(refused.response.headers['retry-after']).toBe('60')
  expect((await ada.get(paths.billProvider)).status).toBe(200)
  await held.rollback()
  await other.destroy()
  expect((await ada.submit(page, good)).said).toMatch(/set up and saved/)
}, 40_000)
