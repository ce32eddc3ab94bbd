import type { Crumb } from '../../http/menu.ts'
import { paths } from '../../http/paths.ts'
import { momentIn } from '../../lib/dates.ts'
import { isLocked } from '../../login-throttling/lockout-limits.ts'
import { versionOf } from '../../multispeak/version.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { overlaps, usualOverlap } from './form.ts'
import { passwordsSeen } from './make-login.ts'
import type { VendorLogin } from './vendor-login-store.ts'

export const trail: readonly Crumb[] = [
  ['Prepaid Metering', paths.prepaidMetering],
  ['Connection', paths.prepaidMeteringConnection],
]

/** What the page of the vendor's login shows. `origin`: how the product is reached. */
export function loginView(
  all: Settings,
  login: VendorLogin | undefined,
  { origin, now, overlap = usualOverlap }: { origin: string; now: Date; overlap?: string | undefined },
) {
  const version = versionOf(all.prepaidMetering.interface)
  const moment = (at: string) => momentIn(all.organization.timeZone, at)
  const lockedUntil = login?.lockedUntil ?? null
  const [newest] = login?.passwords ?? []
  return {
    address: version && `${origin}${paths.multispeak}/${version}`,
    version,
    userId: login?.userId,
    company: all.prepaidMeteringConnection.company,
    isLocked: isLocked(lockedUntil, now),
    lockedUntil: lockedUntil && moment(lockedUntil),
    hasTries: (login?.failedTries ?? 0) > 0,
    seen: passwordsSeen(login),
    overlaps,
    values: { overlap },
    passwords: (login?.passwords ?? []).map((password) => ({
      id: password.id,
      made: `${moment(password.madeAt)}${password.madeBy === null ? '' : `, by ${password.madeBy}`}`,
      ends: password.endsAt ? moment(password.endsAt) : 'When you end it',
      lastUsed: password.lastUsedAt ? moment(password.lastUsedAt) : 'Not used yet',
      button: password === newest ? 'End it now' : 'End the old one now',
    })),
  }
}
