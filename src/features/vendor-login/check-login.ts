import { timingSafeEqual } from 'node:crypto'
import type { Actor } from '../../audit/append.ts'
import type { Entry } from '../../audit/event.ts'
import type { Deps } from '../../deps.ts'
import { latestTrue } from '../../lib/time-left.ts'
import { isLocked } from '../../login-throttling/lockout-limits.ts'
import { judge, type Verdict } from '../../login-throttling/login-throttle.ts'
import { vendorLoginEvents, vendorsLogin } from './events.ts'
import { hashOfPassword } from './make-login.ts'
import { findVendorLogin, noteUsed, type VendorLogin } from './vendor-login-store.ts'

/** What a message says of who sends it. */
type Said = { userId: string; password: string; company: string }

/** `company`: what the office is called at the vendor; '' where the two have agreed on nothing. */
type Asked = Said & { address: string; expectedCompany: string }

/** How often it is noted that the login was used, at most. */
const notedEveryMs = 60_000

const nobodys = Buffer.alloc(32)

/**
 * Judges the login of a message. A right one is only looked up: the vendor may ask every few seconds. Every other is counted like
 * a try to sign in, for the UserID and for the address, whatever of it was wrong. Who has to wait was sent away before.
 * Throws TooBusy.
 */
export async function checkVendorLogin(deps: Deps, asked: Asked): Promise<Verdict> {
  const { userId, address } = asked
  const now = deps.now()
  const login = await findVendorLogin(deps.db, now, userId)
  const fitting = fittingPassword(login, asked)
  const isRight = fitting !== undefined && fits(asked)
  const isOpen = login?.failedTries === 0 && !isLocked(login.lockedUntil, now)
  const verdict =
    isRight && isOpen
      ? ('right' as const)
      : await judge(deps, {
          address,
          account: { vendorUserId: userId },
          check: async () => isRight,
          event: (judged) => (judged.isRight ? undefined : refusedFrom(address, judged.closed)),
        })
  if (verdict !== 'right' || !fitting) return verdict
  const { lastUsedAt } = fitting
  const noted = new Date(now.getTime() - notedEveryMs).toISOString()
  if (lastUsedAt === null || lastUsedAt <= noted || lastUsedAt > latestTrue(now))
    await noteUsed(deps.db, fitting.id, now.toISOString())
  return verdict
}

/** Counts for the address what is no message with a login at all; history has it only where that shuts the address. */
export async function countUnreadable(deps: Deps, address: string) {
  await judge(deps, {
    address,
    check: async () => false,
    event: ({ closed }) => (closed.addressShut ? refusedFrom(address, closed) : undefined),
  })
}

function refusedFrom(
  address: string,
  closed: Parameters<typeof vendorLoginEvents.refused>[1],
): [Actor, Entry] {
  return [{ id: null, name: '', address }, vendorLoginEvents.refused(vendorsLogin, closed)]
}

function fits({ company, expectedCompany }: Asked) {
  return expectedCompany === '' || company.trim() === expectedCompany
}

/** Each is compared whole, and as much where there is none. */
function fittingPassword(login: VendorLogin | undefined, { userId, password }: Said) {
  const hash = hashOfPassword(userId, password)
  const [newest, older] = login?.passwords ?? []
  const found = [newest, older].filter((one) => {
    const stored = one ? Buffer.from(one.hash, 'base64url') : nobodys
    return timingSafeEqual(hash, stored.length === hash.length ? stored : nobodys)
  })
  return found[0]
}
