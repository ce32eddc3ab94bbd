import { timingSafeEqual } from 'node:crypto'
import type { Deps } from '../../deps.ts'
import { latestTrue } from '../../lib/time-left.ts'
import { isLocked } from '../../login-throttling/lockout-limits.ts'
import { judge, type Verdict, waitOf } from '../../login-throttling/login-throttle.ts'
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
 * a try to sign in, for the UserID and for the address, whatever of it was wrong. Throws TooBusy.
 */
export async function checkVendorLogin(deps: Deps, asked: Asked): Promise<Verdict> {
  const { userId, address } = asked
  const now = deps.now()
  const login = await findVendorLogin(deps.db, now, userId)
  const waitSeconds = await waitOf(deps, address)
  // Who is not looked at keeps nobody waiting who signs in.
  if (waitSeconds > 0) return { waitSeconds }
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
          event: (judged) => {
            const { refused } = vendorLoginEvents
            const nobody = { id: null, name: '', address }
            return judged.isRight ? undefined : [nobody, refused(vendorsLogin, judged.closed)]
          },
        })
  if (verdict !== 'right' || !fitting) return verdict
  const { lastUsedAt } = fitting
  const noted = new Date(now.getTime() - notedEveryMs).toISOString()
  if (lastUsedAt === null || lastUsedAt <= noted || lastUsedAt > latestTrue(now))
    await noteUsed(deps.db, fitting.id, now.toISOString())
  return verdict
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
