import type { Db } from '../db/db.ts'
import { latestTrue } from '../lib/time-left.ts'
import {
  counted,
  failureWindowStart,
  latestLockEnd,
  lockEnd,
  mostFailures,
  mostTries,
} from './lockout-limits.ts'

/** Which account a try is for: a person's, by what was typed or by who is signed in, or the one of the prepaid vendor's system. */
export type Account = { name_key: string } | { id: number } | { vendorUserId: string }

/** Its row: both tables count tries alike. */
function rowOf(db: Db, account: Account) {
  return 'vendorUserId' in account
    ? db<'users' | 'vendor_login'>('vendor_login').where({ user_id: account.vendorUserId })
    : db<'users' | 'vendor_login'>('users').where(account)
}

/**
 * Takes one of the account's tries, in one statement so that of many at once no more than there are get one.
 * Returns how many are taken now, or undefined: there is no such account, or it is locked. The last one locks.
 */
export async function takeTry(db: Db, account: Account, now: Date): Promise<number | undefined> {
  await rowOf(db, account)
    .where((query) =>
      query.where('locked_until', '<=', now.toISOString()).orWhere('locked_until', '>', latestLockEnd(now)),
    )
    .update({ failed_tries: 0, locked_until: null })
  const [row] = await rowOf(db, account)
    .where('failed_tries', '<', mostTries)
    .update({
      failed_tries: db.raw('failed_tries + 1'),
      locked_until: db.raw('case when failed_tries + 1 >= ? then ? else null end', [mostTries, lockEnd(now)]),
    })
    .returning('failed_tries')
  return row?.failed_tries
}

/** For a try that turned out not to be a wrong one, while the account is not yet proved to be in good hands. */
export async function giveTryBack(db: Db, account: Account) {
  await rowOf(db, account)
    .where('failed_tries', '>', 0)
    .update({ failed_tries: db.raw('failed_tries - 1'), locked_until: null })
}

/** Returns whether there was anything to clear. */
export async function clearTries(db: Db, account: Account): Promise<boolean> {
  const rows = await rowOf(db, account)
    .where('failed_tries', '>', 0)
    .update({ failed_tries: 0, locked_until: null })
  return rows > 0
}

export async function failuresOf(db: Db, address: string): Promise<string[]> {
  const row = await db('sign_in_addresses').where({ address }).first('failed_at')
  return row ? JSON.parse(row.failed_at) : []
}

/** Holds the address's row until the transaction ends: others who count for this address wait. */
export async function holdAddress(trx: Db, address: string, now: Date) {
  const tried_at = now.toISOString()
  await trx('sign_in_addresses')
    .insert({ address, failed_at: '[]', tried_at })
    .onConflict('address')
    .merge({ tried_at })
}

/** Returns the address's newest failures with this one. */
export async function addFailure(trx: Db, address: string, failedAt: string[], now: Date): Promise<string[]> {
  const newest = [...counted(failedAt, now), now.toISOString()].slice(-mostFailures)
  await trx('sign_in_addresses')
    .where({ address })
    .update({ failed_at: JSON.stringify(newest) })
  return newest
}

/** Returns whether anything was counted against the address. */
export async function clearFailures(trx: Db, address: string): Promise<boolean> {
  return (await trx('sign_in_addresses').where({ address }).whereNot({ failed_at: '[]' }).delete()) > 0
}

export async function forgetOldAddresses(db: Db, now: Date) {
  await db('sign_in_addresses')
    .where('tried_at', '<=', failureWindowStart(now))
    .orWhere('tried_at', '>', latestTrue(now))
    .delete()
}
