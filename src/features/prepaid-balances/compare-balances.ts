import type { Db } from '../../db/db.ts'
import type { JobAct } from '../../jobs/job.ts'
import { startOfDay } from '../../lib/dates.ts'
import { findEnrolled } from '../prepaid-accounts/accounts-store.ts'
import { type ListedStatus, statusesOn } from '../prepaid-accounts/statuses-store.ts'
import { latestBalances, readOwnSides, toldBefore, writeBalances } from './balances-store.ts'
import type { Standing } from './entry.ts'

export type CompareWork = { timeZone: string; limitCents: number }

const accountsAtOnce = 100
/** The first status of these many days from the billing date on is taken for the one at it. */
const daysSearched = 4

/**
 * Works out our side of each enrolled account, and compares it with the vendor's as it was at the billing date: between two
 * of them the vendor's falls by usage that is not billed yet.
 */
export const compareBalances: JobAct<CompareWork, object> = async ({ db, now, signal }, work) => {
  for (let after: [number] | undefined; ; ) {
    signal.throwIfAborted()
    const { rows, next } = await findEnrolled(db, { after, limit: accountsAtOnce })
    await workOut(
      db,
      rows.map(({ id }) => id),
      work,
      now().toISOString(),
    )
    const last = rows.at(-1)
    if (!next || !last) return {}
    after = [last.id]
  }
}

async function workOut(db: Db, accountIds: number[], { timeZone, limitCents }: CompareWork, at: string) {
  const sides = await readOwnSides(db, accountIds)
  const theirs = new Map((await latestBalances(db, accountIds)).map((one) => [one.accountId, one]))
  const atBilling = await statusesAtBilling(db, sides, timeZone)
  const before = await toldBefore(db, [...atBilling.values()])
  const beforeLatest = await toldBefore(db, [...theirs.values()])
  const balances = sides.map((side) => {
    const { accountId, openingCents, paymentsCents, adjustmentsCents, usageCents, billedOn } = side
    const latest = theirs.get(accountId)
    const status = atBilling.get(accountId)
    const then = before.get(accountId)
    const compared = status && {
      comparedAt: status.askedAt,
      comparedOursCents: openingCents + (then?.told ?? 0) - usageCents,
      comparedTheirsCents: Number(status.balanceCents),
      comparedUntoldCents: then?.untold ?? 0,
    }
    const recordedCents = paymentsCents + adjustmentsCents
    const differenceCents = compared ? compared.comparedTheirsCents - compared.comparedOursCents : null
    const isOver = billedOn !== null && at >= startOfDay(timeZone, billedOn, daysSearched)
    return {
      ...side,
      oursCents: openingCents + paymentsCents + adjustmentsCents - usageCents,
      ...{ theirsCents: latest?.cents ?? null, theirsAt: latest?.at ?? null },
      untoldCents: recordedCents - (beforeLatest.get(accountId)?.told ?? 0),
      ...(compared ?? notCompared),
      ...{ differenceCents, workedOutAt: at },
      standing: standingOf({ differenceCents, limitCents, isOver, isAnswered: latest !== undefined }),
    }
  })
  await writeBalances(db, balances)
}

const notCompared = {
  comparedAt: null,
  comparedOursCents: null,
  comparedTheirsCents: null,
  comparedUntoldCents: null,
}

type Sides = Awaited<ReturnType<typeof readOwnSides>>

/** The first status of each account from its billing date on. */
async function statusesAtBilling(db: Db, sides: Sides, timeZone: string) {
  const found = new Map<number, ListedStatus>()
  for (const [day, some] of Map.groupBy(sides, ({ billedOn }) => billedOn)) {
    if (day === null) continue
    const window = { from: startOfDay(timeZone, day), to: startOfDay(timeZone, day, daysSearched) }
    const ids = some.map(({ accountId }) => accountId)
    for (const status of await statusesOn(db, ids, window))
      if (!found.has(status.accountId)) found.set(status.accountId, status)
  }
  return found
}

type Seen = { differenceCents: number | null; limitCents: number; isOver: boolean; isAnswered: boolean }

function standingOf({ differenceCents, limitCents, isOver, isAnswered }: Seen): Standing {
  if (differenceCents !== null) return Math.abs(differenceCents) > limitCents ? 0 : 4
  if (!isAnswered) return 2
  return isOver ? 1 : 3
}
