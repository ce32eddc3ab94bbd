import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { Deps } from '../deps.ts'
import type { SampleVendor } from '../features/sample-town/vendor-routes.ts'
import { formatDate, momentIn } from '../lib/dates.ts'
import { formatCents, formatSum } from '../lib/money.ts'
import type { SampleCustomers } from '../lib/sample-transactions.ts'
import type { Beside } from './beside.ts'
import { sampleTown } from './people.ts'
import { timeZone } from './set-up-town.ts'
import { followAddress } from './set-up-vendor.ts'
import type { AskTown } from './vendor/ask-town.ts'
import { metersOf } from './vendor/meters.ts'
import { startVendor, type Vendor } from './vendor/vendor.ts'

/** Who lives in Ashgrove. */
export const ashgrove: Omit<SampleCustomers, 'count'> = { seed: 'Ashgrove', firstNumber: 10_001 }

/** Long enough to be seen waiting. */
const lateMs = 10_000
const mostShown = 20

/** Beside the data and the keys of a town, so that it is copied with them. */
const folderOf = ({ dataDir }: Config) => join(dataDir, '..', 'vendor')

/** Starts the vendor of a town by the town's clock, to which alone the town may connect on this machine. */
export async function startVendorOf(
  { config, now, log }: Deps,
  ask: AskTown,
  { answersAtOnce }: { answersAtOnce: boolean },
): Promise<Vendor> {
  const vendor = await startVendor(folderOf(config), {
    ...{ now, timeZone, ask, lateMs: answersAtOnce ? 0 : lateMs },
    meters: metersOf({ ...ashgrove, count: 0 }),
    failed: (error) => log.error(error, 'the sample vendor could not answer'),
  })
  config.outboundAllow.push(new URL(vendor.login().address).host)
  return vendor
}

/** What its page shows of it. */
function factsOf(vendor: Vendor): ReturnType<SampleVendor['facts']> {
  const { address, balances, day, next, forgotten, asked } = vendor.account()
  const told = (asked?.told ?? []).slice(0, mostShown).map(({ kind, account, cents, id }) => ({
    ...{ account, amount: formatCents(cents), number: id },
    what: kind === 'payment' ? 'Payment' : 'Adjustment',
  }))
  return {
    ...{ address, balances: balances.length, next, forgotten },
    sum: formatSum(balances.reduce((sum, { cents }) => sum + cents, 0)),
    readUntil: formatDate(day),
    asked: asked && {
      ...{ at: momentIn(timeZone, asked.to), refused: asked.refused, told },
      more: asked.told.length - told.length,
    },
  }
}

/** The prepaid vendor of a sample town. */
export async function besideVendor(deps: Deps, ask: AskTown): Promise<Beside<'vendor'>> {
  const vendor = await startVendorOf(deps, ask, { answersAtOnce: false })
  await followAddress(deps, vendor.login(), sampleTown)
  const handsIn: SampleVendor = {
    facts: () => factsOf(vendor),
    passDay: vendor.passDay,
    async ask() {
      const { told, refused } = await vendor.ask()
      const cents = told.reduce((sum, one) => sum + one.cents, 0)
      return { isRefused: refused !== '', count: told.length, cents }
    },
    answerNext: vendor.answerNext,
    forget: () => vendor.forget() !== undefined,
  }
  return { handsIn: { vendor: handsIn }, close: vendor.close }
}
