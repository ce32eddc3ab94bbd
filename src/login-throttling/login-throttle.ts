import { type Actor, appendEvent } from '../audit/append.ts'
import type { Entry } from '../audit/event.ts'
import type { Db } from '../db/db.ts'
import { transaction } from '../db/transaction.ts'
import type { Deps } from '../deps.ts'
import { addressKey } from '../lib/network-address.ts'
import { TooBusy } from '../lib/password-hash.ts'
import { SerialQueue } from '../lib/serial-queue.ts'
import { throttlingEvents } from './events.ts'
import { mostTries, secondsToWait } from './lockout-limits.ts'
import * as store from './throttle-store.ts'

/** A try at a password or a code. */
type Try = {
  address: string
  /** Whose tries are counted; undefined where only the address is known. */
  account?: store.Account
  /** Whether it is right. With `isOpen` false the answer counts for nothing, but the same work must be done. */
  check(isOpen: boolean): Promise<boolean>
  /** Uses up what works once, in the closing transaction; false when someone else was faster. */
  useUp?(trx: Db): Promise<boolean>
  /** Whether a right answer proves enough to forget the wrong ones before it; yes unless said otherwise. */
  provesAll?(): boolean
  /** What history says of it, and of whom; `closed` is what a wrong try closed. */
  event(verdict: { isRight: boolean; closed: Closed }): [Actor, Entry] | undefined
}

type Closed = { locked?: true; addressShut?: true }

export type Verdict = 'right' | 'wrong' | { waitSeconds: number }

// One after another, so that however many sign in at once, a page waits for the database behind one of them.
const queue = new SerialQueue(100, TooBusy)

/** Seconds for which no more tries from this address are looked at; 0 while it may try. */
export async function waitOf({ db, now }: Pick<Deps, 'db' | 'now'>, address: string): Promise<number> {
  return secondsToWait(await store.failuresOf(db, addressKey(address)), now())
}

/**
 * Judges one try and counts it, for the account and for the address it comes from. Whatever is wrong, the same
 * statements run, so that neither the answer nor its time tells what it was. Throws TooBusy, uncounted.
 */
export function judge(deps: Deps, attempt: Try): Promise<Verdict> {
  return queue.run(() => judgeNow(deps, attempt))
}

async function judgeNow(deps: Deps, attempt: Try): Promise<Verdict> {
  const { account } = attempt
  const address = addressKey(attempt.address)
  const waitSeconds = await waitOf(deps, attempt.address)
  if (waitSeconds > 0) return { waitSeconds }

  const taken = await deps.db.transaction(async (trx) => {
    await store.holdAddress(trx, address, deps.now())
    return account && store.takeTry(trx, account, deps.now())
  })
  const isOpen = account === undefined || taken !== undefined
  const fits = await attempt.check(isOpen).catch(async (error) => {
    if (account && taken !== undefined) await store.giveTryBack(deps.db, account)
    throw error
  })

  const verdict = await transaction(deps.db, async (trx): Promise<Verdict> => {
    await store.holdAddress(trx, address, deps.now())
    const failedAt = await store.failuresOf(trx, address)
    const waitSeconds = secondsToWait(failedAt, deps.now())
    const isRight =
      isOpen && fits && waitSeconds === 0 && (attempt.useUp === undefined || (await attempt.useUp(trx)))
    if (isRight && account) {
      if (attempt.provesAll?.() ?? true) await store.clearTries(trx, account)
      else await store.giveTryBack(trx, account)
    }
    const closed: Closed = {}
    if (!isRight && taken === mostTries) closed.locked = true
    if (!isRight && waitSeconds === 0) {
      const failures = await store.addFailure(trx, address, failedAt, deps.now())
      if (secondsToWait(failures, deps.now()) > 0) closed.addressShut = true
    }
    const event = attempt.event({ isRight, closed })
    if (event) await appendEvent(deps, trx, ...event)
    return isRight ? 'right' : waitSeconds > 0 ? { waitSeconds } : 'wrong'
  })
  if (verdict !== 'right') await store.forgetOldAddresses(deps.db, deps.now())
  return verdict
}

/** Judges a guess at the set-up code, which belongs to no account: only its address is counted. */
export function judgeGuess(deps: Deps, address: string, isRight: boolean): Promise<Verdict> {
  const actor = { id: null, name: '', address }
  return judge(deps, {
    address,
    check: async () => isRight,
    event: ({ isRight, closed }) =>
      isRight ? undefined : [actor, throttlingEvents.codeRefused('Set-up', closed)],
  })
}
