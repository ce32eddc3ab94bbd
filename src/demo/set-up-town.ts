import type { Actor } from '../audit/append.ts'
import type { Deps } from '../deps.ts'
import { addService } from '../features/gl-accounts/posting/save.ts'
import { postingAccounts } from '../features/gl-accounts/posting/settings.ts'
import { generalLedger, type Ledger, ledgers } from '../features/interfaces/general-ledger/settings.ts'
import { onSince } from '../features/interfaces/settings.ts'
import { organization } from '../features/organization/settings.ts'
import { samplePostingAccounts, sampleServices } from '../lib/sample-chart.ts'
import { saveSection } from '../versioned-form/save-version.ts'

/** The sample town is in Colorado. */
export const timeZone = 'America/Denver'

export async function saveOrganization(deps: Deps, actor: Actor) {
  const { organization: current } = await deps.settings.now()
  const value = { name: 'Town of Ashgrove', timeZone, fiscalYearFirstMonth: 1, version: current.version }
  await saveSection(deps, organization, value, current, { actor })
}

type LedgerChoice = { hasInquiry: boolean; updatePayments: boolean }

/** A save of the General Ledger tab; without inquiry the ledger is another one, which takes the file. */
export async function saveGeneralLedger(
  deps: Deps,
  { hasInquiry, updatePayments }: LedgerChoice,
  actor: Actor,
) {
  const ledger = ledgers.find((one) => one.handsOverFile && one.hasInquiry === hasInquiry) as Ledger
  const { generalLedger: current } = await deps.settings.now()
  const input = { interface: ledger.value, updateMethod: 'accrual', updatePayments } as const
  const columns = { on_since: onSince(current, input.interface, deps.now()) }
  const value = { ...input, version: current.version }
  await saveSection(deps, generalLedger, value, current, { actor, columns })
}

/** The accounts that the organization and its services are posted to. */
export async function savePostingAccounts(deps: Deps, actor: Actor) {
  const settings = await deps.settings.now()
  const current = settings.postingAccounts
  const value = { ...samplePostingAccounts, version: current.version }
  await saveSection(deps, postingAccounts, value, current, { actor })
  for (const service of sampleServices) await addService(deps, { ...service, version: 0 }, settings, actor)
}
