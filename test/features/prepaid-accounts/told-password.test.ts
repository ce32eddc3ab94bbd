import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { connectVendor } from '../../support/connect-vendor.ts'
import { freshTest } from '../../support/fixtures.ts'
import { runnerHere } from '../../support/jobs-here.ts'
import { startVendor, vendorPassword } from '../../support/vendor.ts'
import { wholeDatabase } from '../../support/whole-database.ts'
import { bringIn, own } from './accounts.ts'

const test = freshTest
  // biome-ignore lint/correctness/noEmptyPattern: what a fixture needs is read from its first parameter
  .extend('vendor', { scope: 'file' }, async ({}, { onCleanup }) => {
    const vendor = await startVendor({ version: '4.1' })
    onCleanup(vendor.close)
    return vendor
  })
  .extend('town', ({ startTown, vendor }) =>
    startTown({ env: { OUTBOUND_ALLOW: vendor.allow, LOG_LEVEL: 'trace' } }),
  )

test('a vendor that says in its errors what it was told has told nobody the password', async ({
  town,
  vendor,
}) => {
  const ada = await town.signIn('administrator', 'Ada')
  await connectVendor(ada, vendor)
  const account = await ada.get((await bringIn(ada, own('1,Ada Adams,WATER,W1,25.00'))).link('1'))
  const here = runnerHere(town)
  const answers: string[] = []
  const keep = async (path: string) => {
    const page = await ada.get(path)
    answers.push(page.response.body)
    return page
  }
  const text = `Out of order: <x Pwd="${vendorPassword}"/>`
  await vendor.tell({
    plans: {
      EnrollPPMCustomer: [{ does: 'error', text }, { does: 'fault', text }, { does: 'well' }],
      GetPrePayStatus: [
        { does: 'error', text },
        { does: 'fault', text },
      ],
    },
  })
  for (const shown of ['Out of order: <x Pwd="…"/>', 'Out of order: <x Pwd="…"/>', 'Enrolled']) {
    await ada.submit(await ada.get(account.link('Enroll')), {}, { button: 'Enroll' })
    await here.runDue()
    expect((await keep(account.path)).words).toContain(shown)
  }
  for (const _ of ['error', 'fault']) {
    await ada.submit(await ada.get(account.path), {}, { button: 'Ask now' })
    await here.runDue()
    await keep(account.path)
  }
  const asked = (await vendor.state()).calls.map(({ method }) => method)
  expect(asked.filter((method) => method === 'EnrollPPMCustomer').length).toBe(3)
  expect(asked.filter((method) => method === 'GetPrePayStatus').length).toBeGreaterThan(1)
  for (const path of [paths.prepaidAccounts, paths.prepaidMetering, paths.history, paths.home])
    await keep(path)
  expect(answers.join('')).not.toContain(vendorPassword)
  expect(town.log.join('')).not.toContain(vendorPassword)
  expect((await wholeDatabase(town)).includes(vendorPassword)).toBe(false)
})
