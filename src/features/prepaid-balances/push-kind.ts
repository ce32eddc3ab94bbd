import { appendEvent } from '../../audit/append.ts'
import { systemActor } from '../../audit/system-actor.ts'
import { openVendor } from '../../connections/open-vendor.ts'
import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import { readHealth } from '../../jobs/health-store.ts'
import { type Ending, isDoubtOf, type Job, type JobKind } from '../../jobs/job.ts'
import { formatCents } from '../../lib/money.ts'
import { balanceEvents } from './events.ts'
import type { PushAnswer, PushWork } from './push-entry.ts'
import { type PushContent, pushKind, sentBeforeRestore } from './push-job.ts'
import { doubtPush, findPushed, noteAfter, noteSent, type PushedEntry } from './pushes-store.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** One for each entry. What stays behind keeps no other from being sent: amounts add up in any order. */
export const pushJob: JobKind<PushContent, PushWork, PushAnswer, typeof pushKind> = {
  name: pushKind,
  label: 'Send a payment or adjustment to the prepaid vendor',
  deadlineMs: 3 * minuteMs,
  isExchange: true,
  whenLost: 'unknown',

  async prepare(deps, { connection, content }) {
    const entry = await findPushed(deps.db, content.objectId)
    if (!entry || entry.sentAt !== null || entry.leftOutAt !== null || entry.canceledAt !== null)
      return { answer: { is: 'nothing' } }
    // Whatever became of its job: what may have arrived is not sent again unless a person says so.
    const isLook = entry.beganAt !== null
    if (isLook && entry.afterAt !== null) return { answer: { is: 'looked', cents: entry.afterCents } }
    // With many to send, each would wait for a vendor that does not answer.
    const later = isLook ? undefined : await whenAnswering(deps, connection)
    if (later) return { answer: later }
    const target = await openVendor(deps)
    if ('missing' in target) return { needsPerson: target.missing }
    const why = isLook ? undefined : whyNot(deps, entry, target.address)
    return why ?? { work: { target, entry, isLook } }
  },

  async noteUnknown(deps, trx, job, problem) {
    const entry = await findPushed(trx, job.content.objectId)
    if (entry && isDoubtOf(job, entry.beganAt)) await tellUnknown(deps, trx, entry, problem)
  },

  noteRestored: (trx, { content }, at) => doubtPush(trx, content.objectId, at),

  async finish(deps, trx, job, answer) {
    const entry = await findPushed(trx, job.content.objectId)
    return entry ? endingOf(deps, trx, job, entry, answer) : { state: 'canceled' }
  },
}

/** An amount is sent only to the vendor that keeps the balance, and only where the balance at enrollment does not hold it. */
function whyNot({ now }: Deps, { enrolledWith, enrolledAt, recordedAt }: PushedEntry, address: string) {
  if (enrolledAt === null || recordedAt < enrolledAt)
    return {
      needsPerson:
        'It was recorded before the account was enrolled, whose balance at enrollment has it: leave it out.',
    }
  if (enrolledWith === null || enrolledWith === address) return undefined
  const sentence = `The account is enrolled with ${enrolledWith}, and the connection leads to ${address} now. Prepaid accounts asks whether that is the same vendor.`
  const dueAt = new Date(now().getTime() + hourMs).toISOString()
  return { answer: { is: 'later' as const, dueAt, sentence } }
}

async function whenAnswering({ db, now }: Deps, connection: string): Promise<PushAnswer | undefined> {
  const { troubleSince, triedAt, trouble, isStopped } = await readHealth(db, connection)
  if (troubleSince === null || triedAt === null || isStopped) return undefined
  const dueAt = new Date(Date.parse(triedAt) + minuteMs)
  if (dueAt <= now()) return undefined
  return { is: 'later', dueAt: dueAt.toISOString(), sentence: trouble ?? '' }
}

async function endingOf(
  deps: Deps,
  trx: Db,
  job: Job,
  entry: PushedEntry,
  answer: PushAnswer,
): Promise<Ending> {
  const at = deps.now().toISOString()
  switch (answer.is) {
    case 'nothing':
      return { state: 'canceled' }
    case 'sent':
      await noteSent(trx, entry.objectId, at)
      return { state: 'done' }
    case 'later':
      return { state: 'waiting', dueAt: answer.dueAt, problem: answer.sentence }
    case 'refused':
      return { state: 'held', problem: answer.sentence }
    case 'looked':
      await noteAfter(trx, entry.objectId, { cents: answer.cents, at })
      return { state: 'unknown', problem: lookedInWords({ ...entry, afterCents: answer.cents }) }
    case 'unknown': {
      const { sentence: problem } = answer
      if (isDoubtOf(job, entry.beganAt)) await tellUnknown(deps, trx, entry, problem)
      return { state: 'unknown', problem }
    }
  }
}

async function tellUnknown(deps: Deps, trx: Db, entry: PushedEntry, problem: string) {
  const { accountId: id, customer, cents } = entry
  await appendEvent(deps, trx, systemActor, balanceEvents.unknown({ id, customer }, { cents, problem }))
}

/** What the balance at the vendor before and since tells of an entry that may have arrived. */
function lookedInWords({
  cents,
  beforeCents,
  beforeAt,
  afterCents,
}: Pick<PushedEntry, 'cents' | 'beforeCents' | 'beforeAt' | 'afterCents'>): string {
  // Nothing was sent since the database is what it is.
  if (beforeAt === null) return sentBeforeRestore
  const decide = 'Ask the vendor, and then decide.'
  if (beforeCents === null || afterCents === null)
    return `It may have arrived. The vendor does not tell the balance before and since. ${decide}`
  const change = afterCents - beforeCents
  const moved =
    change === 0
      ? 'The balance at the vendor is the same as before'
      : `The balance at the vendor ${change > 0 ? 'rose' : 'fell'} by ${formatCents(Math.abs(change))}`
  if (change === cents) return `${moved}: it seems to have arrived. ${decide}`
  if (change === 0) return `${moved}: it seems not to have arrived. ${decide}`
  return `${moved}, and ${formatCents(cents)} was sent: usage or something else changed it too. ${decide}`
}
