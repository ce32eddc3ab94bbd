import type { Deps } from '../../deps.ts'
import { billsSentPurpose } from '../../import-profiles/bills-sent-purpose.ts'
import { toldByFile } from '../../import-profiles/open-rows.ts'
import { paymentsPurpose } from '../../import-profiles/payments-purpose.ts'
import { plainRules } from '../../import-profiles/plain-rules.ts'
import type { Profile, PurposeName } from '../../import-profiles/profile.ts'
import { findProfile, listProfiles } from '../../import-profiles/profiles-store.ts'
import { proposeProfile } from '../../import-profiles/propose.ts'
import type { Purpose } from '../../import-profiles/purpose.ts'
import { readyMadeLayouts } from '../../import-profiles/ready-made/all.ts'
import { readSample } from '../../import-profiles/sample.ts'
import { CsvFault } from '../../lib/csv-encoding.ts'
import { readRowNumber } from '../../lib/cursor.ts'
import { withTemporaryFile } from '../../lib/temporary-file.ts'
import type { Draft } from './drafts-store.ts'
import { submittedOf } from './layout-fields.ts'
import { sampleFolder } from './read-sample.ts'

export function purposeCalled(name: PurposeName): Purpose {
  return name === 'bills-sent' ? billsSentPurpose : paymentsPurpose
}

/** What a layout of one's own may begin with. */
export async function beginnings({ db }: Pick<Deps, 'db'>) {
  const own = [...(await listProfiles(db, 'bills-sent')), ...(await listProfiles(db, 'provider-payments'))]
  return [
    { value: 'payments', label: 'Payments: as the sample looks' },
    { value: 'bills', label: 'Bills: as the sample looks' },
    ...readyMadeLayouts.map(({ key, name }) => ({ value: key, label: name })),
    ...own.map(({ id, name }) => ({ value: `profile:${id}`, label: `${name}: another version` })),
  ]
}

type Begun = Pick<Draft, 'purpose' | 'profileId' | 'profileVersion' | 'submitted'>

/** The form that a draft begins with; `provider` is whom the layout is for. Undefined where there is no such beginning. */
export async function begin(
  deps: Deps,
  from: string,
  { sample, provider }: { sample: Buffer | null; provider: string },
): Promise<Begun | undefined> {
  const id = readRowNumber(from.replace('profile:', ''))
  const own = id ? await findProfile(deps.db, id) : undefined
  if (own && own.removedAt === null && ['bills-sent', 'provider-payments'].includes(own.purpose)) {
    const { purpose, version, name, profile } = own
    return { purpose, profileId: own.id, profileVersion: version, submitted: submittedOf(name, profile) }
  }
  const made = readyMadeLayouts.find(({ key }) => key === from)
  const isNew = { profileId: null, profileVersion: null }
  if (made) {
    const name = `${provider} ${made.purpose === 'bills-sent' ? 'bills' : 'payments'}`
    return { purpose: made.purpose, ...isNew, submitted: submittedOf(name, made.profile) }
  }
  if (from !== 'payments' && from !== 'bills') return undefined
  const purpose = from === 'bills' ? billsSentPurpose : paymentsPurpose
  const profile = sample ? await proposed(deps, sample, purpose) : emptyLayout
  return { purpose: purpose.name, ...isNew, submitted: submittedOf(`${provider} ${from}`, profile) }
}

/** As the register's files are proposed, by names of columns and what is in them. */
async function proposed(deps: Deps, sample: Buffer, purpose: Purpose): Promise<Profile> {
  async function* content() {
    yield sample
  }
  try {
    return await withTemporaryFile(sampleFolder(deps), content(), async (path) => {
      const found = await readSample(path, toldByFile)
      const { profile } = proposeProfile(found, purpose)
      const hasKind = !purpose.direction || profile.columns.some(({ role }) => role === 'kind')
      const fixed = hasKind ? profile.fixed : { ...profile.fixed, kind: 'payment' }
      return { ...profile, fixed, rules: plainRules }
    })
  } catch (error) {
    if (error instanceof CsvFault) return emptyLayout
    throw error
  }
}

/** What a layout of one's own begins with where nothing is known. */
export const emptyLayout: Profile = {
  ...{ headingLine: 1, hasHeading: false, delimiter: ',', encoding: '', sheet: '', dateOrder: 'month-first' },
  ...{ columns: [], fixed: {}, words: {}, signs: {}, passedOver: [], rules: plainRules },
}
