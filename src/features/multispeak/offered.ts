import type { Db } from '../../db/db.ts'
import type { OwnMethod } from '../../multispeak/calls.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { CallFault } from './call-fault.ts'
import { hasToldBills } from './told-bills-store.ts'

const always: OwnMethod[] = ['PingURL', 'GetMethods', 'GetPPMCustomer']
const entries: OwnMethod[] = ['GetPPMPayments', 'GetPPMBalanceAdjustments']
const bills: OwnMethod[] = ['GetBillingData', 'GetBillingDetail']

const asksUs = ({ prepaidMeteringConnection }: Settings) => prepaidMeteringConnection.whoAsks === 'vendor'

/** What can be asked now; where nothing is real all of it. */
export async function offeredMethods(db: Db, all: Settings, isPractice: boolean): Promise<OwnMethod[]> {
  const now = [...always]
  if (isPractice || asksUs(all)) now.push(...entries)
  if (isPractice || (await hasToldBills(db))) now.push(...bills)
  return now
}

/** Throws CallFault, which says why not. */
export async function judgeOffered(db: Db, all: Settings, method: string, isPractice: boolean) {
  const isOf = (methods: OwnMethod[]) => methods.some((one) => one === method)
  if (isOf(always) || (isPractice && isOf([...entries, ...bills]))) return
  if (isOf(entries)) {
    if (asksUs(all)) return
    throw notOffered(
      'This office sends payments and adjustments itself, so they cannot be asked for too: each would count twice. ' +
        'To ask for them, ask the office to choose “The vendor asks us” on Connection.',
    )
  }
  if (isOf(bills)) {
    if (await hasToldBills(db)) return
    throw notOffered('There are no bills of enrolled customers here yet, so they cannot be asked for.')
  }
  throw notOffered(`${method.slice(0, 60)} is not offered here. GetMethods says what is.`)
}

const notOffered = (text: string) => new CallFault('not-offered', text)
