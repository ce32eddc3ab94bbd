import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { test } from '../../support/fixtures.ts'
import type { Page } from '../../support/page.ts'

const login = { Interface: 'Invoice Cloud', 'User Name': 'town of weir', Password: 'from the provider' }
const entries = (page: Page) => [...page.document.querySelectorAll('#menu a')].map((link) => link.textContent)

test('Billing is in the menu while Bill Provider is on, and its pages answer either way', async ({ ada }) => {
  const before = await ada.get(paths.billProvider)
  expect(entries(before)).not.toContain('Billing')
  expect(entries(await ada.get(paths.helpBilling))).not.toContain('Billing')
  await ada.submit(before, login)
  const home = await ada.get(paths.home)
  expect(entries(home).slice(0, 4)).toEqual(['Home', 'Transactions', 'Billing', 'General Ledger'])
  expect(home.link('Billing')).toBe(paths.bills)
  await ada.submit(await ada.get(paths.billProvider), { Interface: 'None' })
  expect(entries(await ada.get(paths.home))).not.toContain('Billing')
})

test('a save that turns it on brings the menu with the panel, and the next save does not', async ({
  ada,
}) => {
  const panel = { panel: true } as const
  const on = await ada.submit(await ada.get(paths.billProvider), login, panel)
  expect(on.response.body).toContain('hx-target="#menu"')
  expect(on.response.body).toContain(`href="${paths.bills}"`)
  const again = await ada.submit(await ada.get(paths.billProvider), { ...login, 'User Name': 'weir' }, panel)
  expect(again.said).toContain('set up and saved')
  expect(again.response.body).not.toContain('#menu')
})
