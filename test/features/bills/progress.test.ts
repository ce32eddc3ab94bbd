import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { billsOf, bringIn, useLayout } from './bring-in.ts'

test('the page of bills that are on their way asks how they are, and comes anew when that changed', async ({
  town,
  ada,
}) => {
  await useLayout(town)
  const login = { Interface: 'Invoice Cloud', 'User Name': 'town', Password: 'from the provider' }
  await ada.submit(await ada.get(paths.billProvider), login)
  const connection = { Server: 'sftp.example.com', Password: login.Password }
  await ada.submit(await ada.get(paths.billProviderConnection), connection)
  const run = await bringIn(ada, billsOf('2026-10'))
  const page = await ada.submit(run, {}, { button: 'Send' })
  const asks = page.find('[hx-trigger="every 1s"]').getAttribute('hx-get') ?? ''
  expect((await ada.get(asks, { panel: true })).status).toBe(204)
  const canceled = await ada.submit(page, {}, { button: 'Cancel the send' })
  expect(canceled.document.querySelector('[hx-trigger]')).toBeNull()
  const changed = await ada.get(asks, { panel: true })
  expect(changed.response.headers['hx-redirect']).toBe(run.path)
  expect((await ada.get(asks)).path, 'without script').toBe(run.path)
})
