import type { Db } from '../../db/db.ts'
import { paths } from '../../http/paths.ts'
import { listProfiles, type StoredProfile } from '../../import-profiles/profiles-store.ts'
import { readyMadeLayouts } from '../../import-profiles/ready-made/all.ts'
import { momentIn } from '../../lib/dates.ts'
import type { Choice } from '../../lib/form.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { type LayoutUse, layoutUses } from './settings.ts'

type OwnLayout = StoredProfile & { use: LayoutUse }

/** The town's own layouts, by name. */
export async function ownLayouts(db: Db): Promise<OwnLayout[]> {
  const found = await Promise.all(
    layoutUses.map(async ({ use, purpose }) =>
      (await listProfiles(db, purpose)).map((profile) => ({ ...profile, use })),
    ),
  )
  return found.flat()
}

const none = { value: '', label: 'None yet' }

/** By use, what may be chosen for it. */
export function choicesFor(own: OwnLayout[]): Record<LayoutUse, Choice[]> {
  const of = (use: LayoutUse) => {
    const purpose = layoutUses.find((one) => one.use === use)?.purpose
    return [
      none,
      ...readyMadeLayouts
        .filter((made) => made.purpose === purpose && !made.isBeginning)
        .map(({ key, name }) => ({ value: key, label: name })),
      ...own
        .filter((one) => one.use === use)
        .map(({ id, name }) => ({ value: `profile:${id}`, label: name })),
    ]
  }
  return { bills: of('bills'), payments: of('payments') }
}

const direction = { bills: 'Bills, sent', payments: 'Payments, received' } as const

/** All layouts as the page lists them, with what each is used for. */
export function listedLayouts(own: OwnLayout[], { fileLayouts, organization }: Settings) {
  const usedFor = (value: string) => (Object.values(fileLayouts).includes(value) ? 'In use' : '')
  return {
    own: own.map(({ id, name, use, version, changedAt, changedBy }) => ({
      ...{ name, direction: direction[use], version, changedBy, used: usedFor(`profile:${id}`) },
      path: `${paths.importProfiles}/${id}`,
      saved: changedAt ? momentIn(organization.timeZone, changedAt) : '',
    })),
    made: readyMadeLayouts.map(({ key, name, purpose, isBeginning }) => ({
      name,
      direction: purpose === 'bills-sent' ? direction.bills : direction.payments,
      path: `${paths.fileLayouts}/ready-made/${key}`,
      used: isBeginning ? 'Where a layout of your own begins' : usedFor(key),
    })),
  }
}
