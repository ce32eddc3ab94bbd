import { createHash, randomInt } from 'node:crypto'
import { type Actor, appendEvent, withAudit } from '../../audit/append.ts'
import { transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { readableCode } from '../../lib/readable-code.ts'
import { clearTries } from '../../login-throttling/throttle-store.ts'
import { vendorLoginEvents, vendorsLogin } from './events.ts'
import * as store from './vendor-login-store.ts'

/** Letters of a password: 148 bits. What is that random needs no slow hash, which each call would wait for. */
const passwordLetters = 30
const dayMs = 86_400_000

/** SHA-256 of the password with its UserID. */
export function hashOfPassword(userId: string, password: string): Buffer {
  return createHash('sha256').update(`${userId} ${password}`).digest()
}

/** The passwords that a page showed, so that a second press of its button does nothing. */
export function passwordsSeen(login: store.VendorLogin | undefined): string {
  return (login?.passwords ?? []).map(({ id }) => id).join(' ')
}

/**
 * Makes a password for the vendor, and with the first one its UserID. The one before works for so many days more, and no third
 * one beside them. Undefined where the passwords are not those that were `seen`. The answer is the only place that has the
 * password.
 */
export function makeVendorLogin(
  deps: Deps,
  { overlapDays, seen }: { overlapDays: number; seen: string },
  actor: Actor,
): Promise<{ userId: string; password: string } | undefined> {
  const password = readableCode(passwordLetters)
  const now = deps.now()
  return transaction(deps.db, async (trx) => {
    const login = await store.holdVendorLogin(trx, newUserId(), now)
    if (passwordsSeen(login) !== seen) return undefined
    const { userId } = login
    const [before, ...older] = login.passwords
    const oldEnds = new Date(now.getTime() + overlapDays * dayMs).toISOString()
    for (const { id } of older) await store.deleteVendorPassword(trx, id)
    await store.deleteEndedPasswords(trx, now)
    if (before && overlapDays === 0) await store.deleteVendorPassword(trx, before.id)
    // One that ends sooner anyway is not kept alive by a newer one.
    else if (before && (before.endsAt === null || before.endsAt > oldEnds))
      await store.letPasswordEnd(trx, before.id, oldEnds)
    const hash = hashOfPassword(userId, password).toString('base64url')
    await store.addVendorPassword(trx, { hash, at: now.toISOString(), by: actor.id })
    const told = {
      userId,
      oldEnds: before && (before.endsAt && before.endsAt < oldEnds ? before.endsAt : oldEnds),
    }
    await appendEvent(deps, trx, actor, vendorLoginEvents.made(vendorsLogin, told))
    return { userId, password }
  })
}

/** Nobody can lock it who was not told it. */
function newUserId() {
  return `town-vendor-${randomInt(100_000, 1_000_000)}`
}

/** Ends one of the passwords now; false where it has ended. */
export function endVendorPassword(deps: Deps, id: number, actor: Actor): Promise<boolean> {
  return withAudit(deps, actor, async (trx) => {
    const login = await store.findVendorLogin(trx, deps.now())
    const ended = login?.passwords.find((one) => one.id === id)
    if (!ended || !(await store.deleteVendorPassword(trx, id))) return undefined
    return vendorLoginEvents.ended(vendorsLogin, { madeAt: ended.madeAt })
  })
}

/** Lets the vendor try again at once; false where nothing was counted. */
export function unlockVendorLogin(deps: Deps, actor: Actor): Promise<boolean> {
  return withAudit(deps, actor, async (trx) => {
    const login = await store.findVendorLogin(trx, deps.now())
    const isCleared = login && (await clearTries(trx, { vendorUserId: login.userId }))
    return isCleared ? vendorLoginEvents.unlocked(vendorsLogin) : undefined
  })
}
