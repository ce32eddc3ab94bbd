import { expect } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { forPages } from '../../src/db/turns.ts'
import { paths } from '../../src/http/paths.ts'
import { test as townTest } from '../support/fixtures.ts'

const test = townTest.extend('townOptions', { patience: { ...forPages, turn: 300 } })

test('while another process holds the database, pages are read, a save is answered 503 in words, and the next one works', async ({
  town,
  ada,
}) => {
  const page = await ada.get(paths.generalLedger)
  const good = { Interface: 'Caselle 4.x' }
  const other = connect(town.deps.config)
  const held = await other.transaction()
  await held('general_ledger').where({ id: 1 }).update({ saved_with: 'held' })
  const saving = ada.submit(page, good)
  expect((await ada.get(`${paths.interfaces}/bill-provider`)).status).toBe(200)
  const refused = await saving
  expect(refused.status).toBe(503)
  expect(refused.heading).toBe('The database is busy with other work just now')
  expect(refused.words).toMatch(/Nothing was saved\. .* Try again in a minute\./)
  expect(refused.response.headers['retry-after']).toBe('60')
  await held.rollback()
  await other.destroy()
  expect((await ada.submit(page, good)).said).toMatch(/set up and saved/)
})
