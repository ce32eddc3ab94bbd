import type { Db } from '../db/db.ts'

/** One step of a check that went well, and what was found; the stages are those of `src/outbound/`. */
export type CheckStage = { stage: string; detail: string }

/**
 * How a check ended. Nothing of it is secret. `isPromoted`: the next password is the password since; `ofVendor`: messages
 * were tried, and no server of files.
 */
export type CheckOutcome = { isPromoted?: boolean; ofVendor?: boolean } & (
  | {
      isGood: true
      usedNextPassword: boolean
      /** What the other side cannot be told or asked, in words. */
      lacks?: string[]
      /** What is not needed and good to know, as a sentence. */
      remark?: string
    }
  | {
      isGood: false
      stage: string
      code: string
      sentence: string
      forProvider: string
      said?: string
      serverKey?: string
    }
)

export type Check = {
  id: number
  connection: string
  userId: number
  begunAt: string
  isUnderWay: boolean
  stages: CheckStage[]
  outcome: CheckOutcome | undefined
}

/** One that has no end by then was lost with its server. */
const lostAfterMs = 60_000
const keptMs = 24 * 60 * 60_000

/** The number of the new check; undefined while another of this person goes on. What they checked before is forgotten. */
export async function beginCheck(
  db: Db,
  { connection, userId, at }: { connection: string; userId: number; at: Date },
): Promise<number | undefined> {
  const before = (ms: number) => new Date(at.getTime() - ms).toISOString()
  await db('connection_checks')
    .where('begun_at', '<', before(keptMs))
    .orWhere({ user_id: userId, under_way: null })
    .orWhere((own) => own.where({ user_id: userId }).andWhere('begun_at', '<', before(lostAfterMs)))
    .delete()
  const row = { connection, user_id: userId, under_way: userId, begun_at: at.toISOString(), stages: '[]' }
  const [begun] = await db('connection_checks').insert(row).onConflict('under_way').ignore().returning('id')
  return begun?.id
}

export async function noteStages(db: Db, id: number, stages: CheckStage[]) {
  await db('connection_checks')
    .where({ id })
    .update({ stages: JSON.stringify(stages) })
}

export async function endCheck(trx: Db, id: number, outcome: CheckOutcome, at: Date) {
  const row = { under_way: null, ended_at: at.toISOString(), outcome: JSON.stringify(outcome) }
  await trx('connection_checks').where({ id }).update(row)
}

/** A check of this person, and of no other. */
export async function findCheck(db: Db, id: number, userId: number): Promise<Check | undefined> {
  const row = await db('connection_checks').where({ id, user_id: userId }).first()
  return (
    row && {
      ...{ id, userId, connection: row.connection, begunAt: row.begun_at },
      isUnderWay: row.under_way !== null,
      stages: JSON.parse(row.stages),
      outcome: row.outcome === null ? undefined : JSON.parse(row.outcome),
    }
  )
}
