import { rm, writeFile } from 'node:fs/promises'
import type { Actor } from '../audit/append.ts'
import type { Deps } from '../deps.ts'
import { listInStates } from '../features/prepaid-accounts/accounts-store.ts'
import { askVendor } from '../features/prepaid-accounts/ask-vendor.ts'
import { bringIn, importFingerprint } from '../features/prepaid-accounts/import/bring-in.ts'
import { insertImport, letWait } from '../features/prepaid-accounts/import/imports-store.ts'
import { planImport } from '../features/prepaid-accounts/import/plan.ts'
import { answerAccounts } from '../features/prepaid-accounts/import/recognize.ts'
import { knownServices } from '../features/prepaid-accounts/known-services.ts'
import { wayToVendor } from '../features/prepaid-accounts/vendor.ts'
import { noteAnew } from '../features/prepaid-balances/jobs.ts'
import { newImportFile } from '../features/transactions/import/import-files.ts'
import type { HowToRead } from '../import-profiles/profile-choice.ts'
import { csvLine } from '../lib/csv-line.ts'
import { plainMoney } from '../lib/money.ts'
import { samplePrepaid, samplePrepaidHeading } from '../lib/sample-prepaid.ts'
import { customerOf, type SampleCustomers } from '../lib/sample-transactions.ts'
import type { clockUntil } from './clock.ts'
import { connectVendor, type PastVendor } from './past-vendor.ts'

type Owner = Actor & { id: number }

/** Of a town's customers, and no more than a quarter of them. */
const accounts = 40
/** More than a bill: in this town what was paid comes into the register once a month. */
const leastBalance = 90_00

/** Households, spread over all of the town. */
function whoPaysAhead(customers: SampleCustomers) {
  const count = Math.min(accounts, Math.ceil(customers.count / 4))
  const indexes = Array.from({ length: count }, (_, index) => Math.floor((index * customers.count) / count))
  return indexes.filter((index) => !customerOf(customers, index).isBusiness)
}

function rowsOf(customers: SampleCustomers) {
  const [meterAt, balanceAt] = ['Meter', 'Balance at enrollment'].map((name) =>
    samplePrepaidHeading.indexOf(name),
  )
  return samplePrepaid(customers, whoPaysAhead(customers)).map((row, index, { length }) =>
    row.map((cell, at) => {
      if (at === balanceAt) return plainMoney(leastBalance + (index % 9) * 10_00)
      // The last have meters of the old make, which the vendor cannot switch.
      return at === meterAt && index >= length - 2 ? cell.replace('W', 'R') : cell
    }),
  )
}

/** Brings in the accounts of those who pay ahead, as the page does. */
async function bringInAccounts(deps: Deps, customers: SampleCustomers, actor: Owner) {
  const file = newImportFile(deps)
  await writeFile(file, [samplePrepaidHeading, ...rowsOf(customers)].map(csvLine).join(''))
  try {
    const [fileName, at] = ['prepaid-accounts.csv', deps.now().toISOString()]
    const importId = await insertImport(deps.db, { userId: actor.id, fileName, at })
    const asked: HowToRead = { how: 'recognize', profiles: [] }
    const services = await knownServices(deps)
    const { read } = await answerAccounts(deps.db, { importId, file, services, asked })
    await letWait(deps.db, importId, actor.id, undefined)
    const { digest } = await planImport(deps.db, importId, { limit: 0 })
    const outcome = await bringIn(deps, importFingerprint(deps, importId, digest), actor)
    if (typeof outcome === 'string' || outcome.refused > 0)
      throw new Error(`The sample file ${fileName} was not brought in: ${JSON.stringify({ outcome, read })}`)
  } finally {
    await rm(file, { force: true })
  }
}

/** Enrolls what is new, but for the last one, or that alone: the vendor is told by jobs. */
async function enroll(deps: Deps, which: 'all but the last' | 'the last', actor: Actor) {
  const way = await wayToVendor(deps)
  if ('missing' in way) throw new Error(`The sample vendor is not connected: ${way.missing}`)
  const found = (await listInStates(deps.db, ['new'], { limit: accounts })).map(({ id }) => id)
  const ids = which === 'the last' ? found.slice(-1) : found.slice(0, -1)
  await askVendor(deps, { act: 'enroll', ids, way }, actor, [noteAnew])
}

type Who = { mary: Owner; tom: Owner; customers: SampleCustomers; clock: ReturnType<typeof clockUntil> }

/** Prepaid metering is turned on, and accounts are brought in and enrolled, of which one is refused. */
export async function beginPrepaid(deps: Deps, past: PastVendor, { mary, tom, customers, clock }: Who) {
  await connectVendor(deps, past, mary)
  clock.minutes(25)
  await bringInAccounts(deps, customers, tom)
  clock.minutes(5)
  await enroll(deps, 'all but the last', tom)
  await past.goOn()
}

/** One more account is enrolled, and the answer comes late: whether it was done is for a person to find out. */
export async function enrollUnanswered(deps: Deps, past: PastVendor, actor: Actor) {
  await enroll(deps, 'the last', actor)
  past.vendor.answerNext('late')
  await past.goOn()
}
