import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { noteEntries } from '../../../src/features/prepaid-balances/note-entries.ts'
import { connectVendor } from '../../support/connect-vendor.ts'
import { test } from '../../support/fixtures.ts'
import { importText } from '../../support/importing.ts'
import { enrollAccounts, registerHeading } from '../../support/prepaid-balances.ts'
import { killHard, startJobServer } from '../../support/start-job-server.ts'
import { startVendor } from '../../support/vendor.ts'

const payments = 200
const kills = 30

test('a server that is killed while it sends payments to the prepaid vendor sends none twice, and what it leaves is known to be doubtful', async ({
  startTown,
  onTestFinished,
}) => {
  const vendor = await startVendor({ version: '4.1' })
  onTestFinished(vendor.close)
  const town = await startTown({ env: { OUTBOUND_ALLOW: vendor.allow } })
  town.clock.now = new Date()
  const ada = await town.signIn('administrator', 'Ada')
  await connectVendor(ada, vendor, { 'Who asks': 'We send' })
  await enrollAccounts(town, [{ customer: '1001' }])
  const location = 'account-1001-ELECTRIC'
  await vendor.tell({ locations: { [location]: { account: '1001', service: 'Electric', balance: '0.00' } } })
  const rows = Array.from(
    { length: payments },
    (_, n) => `UM,P-${n},2026-11-20,Payment,1001,ELECTRIC,${(1 + n / 100).toFixed(2)},`,
  )
  expect(await importText(town.deps, [registerHeading, ...rows, ''].join('\n'))).toBe('imported')
  const signal = new AbortController().signal
  await noteEntries({ db: town.db, now: town.deps.now, signal }, { way: 'push' })

  let server = await startJobServer(town, 'product-jobs')
  for (let round = 0; round < kills; round++) {
    await pause(300 + ((round * 977) % 1_700))
    await killHard(server)
    server = await startJobServer(town, 'product-jobs')
  }
  const left = () =>
    town.db('prepaid_entries').whereNull('sent_at').whereNull('began_at').count({ count: '*' }).first()
  for (let tries = 0; Number((await left())?.count) > 0; tries++) {
    expect(tries, 'it goes on').toBeLessThan(2_400)
    await pause(500)
  }
  await killHard(server)
  const { payments: given } = await vendor.state()
  expect(Object.values(given).filter(({ times }) => times > 1)).toEqual([])
  const entries = await town.db('prepaid_entries').select('object_id', 'sent_at', 'began_at')
  for (const { object_id: id, sent_at: sentAt } of entries) if (sentAt) expect(given[id]?.times, id).toBe(1)
  const doubtful = entries.filter(({ sent_at: sentAt }) => sentAt === null)
  expect(doubtful.length).toBeLessThanOrEqual(kills + 1)
})
