import { randomUUID } from 'node:crypto'
import { type Actor, appendEvent } from '../../audit/append.ts'
import type { Entry } from '../../audit/event.ts'
import { prepaidMetering } from '../../connections/connection.ts'
import type { Db } from '../../db/db.ts'
import { transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { addJobs } from '../../jobs/jobs-store.ts'
import { inParts } from '../../lib/in-parts.ts'
import type { MeterExchange } from '../../multispeak/things.ts'
import type { AccountState, PrepaidAccount } from './account.ts'
import { changeFacts, lockAccounts, moveAccounts } from './accounts-store.ts'
import type { CallAct, CallContent } from './call.ts'
import { findWaiting, insertCalls } from './calls-store.ts'
import { prepaidAccountEvents } from './events.ts'
import { locationOf } from './location.ts'
import { settleDone, type WhenEnrolled } from './settle-call.ts'
import { toldApart } from './told-apart.ts'
import type { Way } from './vendor.ts'

/** Of which accounts each may be asked, and how they are while the vendor has not answered. */
export const asking: Record<CallAct, { from: AccountState[]; to?: AccountState }> = {
  enroll: { from: ['new', 'left'], to: 'enrolling' },
  unenroll: { from: ['enrolled'], to: 'unenrolling' },
  meter: { from: ['enrolled'] },
}

export const kindOf = (act: CallAct) => `prepaid.${act}` as const

export type Asked = {
  act: CallAct
  ids: number[]
  way: Way
  /** Of one account: what the vendor is told as its balance, in cents. */
  openingCents?: number | undefined
  /** Of one account whose meter was exchanged. */
  exchange?: Omit<MeterExchange, 'objectId' | 'accountNumber' | 'serviceType' | 'serviceLocation'>
}

/** Short transactions: another writer waits no longer than one of them. */
const atOnce = 50

/**
 * Asks the vendor about each of these accounts that may be asked about, as a job of its own; where a person tells the vendor,
 * it is done with that. Answers how many there were.
 */
export async function askVendor(
  deps: Deps,
  asked: Asked,
  actor: Actor,
  whenEnrolled: WhenEnrolled,
): Promise<number> {
  let count = 0
  for (const ids of inParts(asked.ids, atOnce)) {
    count += await transaction(deps.db, (trx) => askSome(deps, trx, { ...asked, ids }, actor, whenEnrolled))
  }
  if (count > 0) deps.jobs.wake()
  return count
}

async function askSome(
  deps: Deps,
  trx: Db,
  { act, ids, way, openingCents, exchange }: Asked,
  actor: Actor,
  whenEnrolled: WhenEnrolled,
): Promise<number> {
  const at = deps.now().toISOString()
  const { from, to } = asking[act]
  const locked = await lockAccounts(trx, ids, from)
  // One thing at a time: what is decided about an account is about the last that was asked.
  const waiting = await findWaiting(trx, ids)
  const free = locked.filter(({ id }) => !waiting.has(id))
  const accounts = (act === 'enroll' && 'place' in way ? await toldApart(trx, free) : free).map((account) =>
    openingCents === undefined ? account : { ...account, openingCents },
  )
  const [first] = accounts
  if (!first) return 0
  if (openingCents !== undefined) await changeFacts(trx, first.id, { openingCents })
  const place = 'place' in way ? way.place : null
  const contents = accounts.map((account) => contentOf(account, way, exchange))
  const enrolledAt = act === 'enroll' ? { enrolledAt: at } : {}
  if (to) {
    const asked = accounts.map(({ id }) => id)
    await moveAccounts(trx, asked, { from, state: to, ...enrolledAt })
  }
  const messages = accounts.map(() => randomUUID())
  const jobIds =
    place === null
      ? new Map<string, number>()
      : await addJobs(
          trx,
          accounts.map(({ id }, index) => ({
            ...{ kind: kindOf(act), connection: prepaidMetering, key: keyOf(act, messages[index]) },
            ...{ content: { accountId: id }, at, dueAt: at, by: actor.id },
          })),
        )
  const calls = accounts.map(({ id: accountId }, index) => {
    const messageId = messages[index] as string
    const jobId = jobIds.get(keyOf(act, messageId)) ?? null
    const content = contents[index] as CallContent
    return {
      accountId,
      act,
      jobId,
      messageId,
      content,
      at,
      by: actor.id,
      ...(place === null && { answeredAt: at }),
    }
  })
  await insertCalls(trx, calls)
  for (const [index, account] of accounts.entries()) {
    const content = contents[index] as CallContent
    if (place === null) await settleDone(deps, trx, { act, content, account }, actor, whenEnrolled)
    else await appendEvent(deps, trx, actor, askedEntry(act, account, content))
  }
  return accounts.length
}

const keyOf = (act: CallAct, messageId = '') => `${kindOf(act)} ${messageId}`

function contentOf(account: PrepaidAccount, way: Asked['way'], exchange: Asked['exchange']): CallContent {
  const { state, enrolledAt, objectId, customer, serviceType, serviceLocation } = account
  const about = {
    place: 'place' in way ? way.place : null,
    ...{ vendor: way.vendor, was: { state, enrolledAt } },
  }
  if (!exchange) return { ...about, location: locationOf(account) }
  const whose = { objectId, accountNumber: customer, serviceType, serviceLocation }
  return { ...about, exchange: { ...whose, ...exchange } }
}

function askedEntry(act: CallAct, account: PrepaidAccount, content: CallContent): Entry {
  if ('exchange' in content) {
    const { outMeter, outReading, inMeter, inReading, date } = content.exchange
    return prepaidAccountEvents.meterAsked(account, { outMeter, outReading, inMeter, inReading, date })
  }
  if (act === 'unenroll') return prepaidAccountEvents.unenrollAsked(account)
  return prepaidAccountEvents.enrollAsked(account, { opening: account.openingCents })
}
