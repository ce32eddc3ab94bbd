import type { Question } from '../db/ask-together.ts'
import type { Db } from '../db/db.ts'
import { columnsOf } from '../db/rows.ts'

/** How a connection is. One episode of trouble lasts from the first failure to the next success. */
export type Health = {
  triedAt: string | null
  succeededAt: string | null
  troubleSince: string | null
  troubleCode: string | null
  /** What happened, in a sentence. */
  trouble: string | null
  /** After a refused login or a changed server key nothing is tried until a person has changed something. */
  isStopped: boolean
}

const untried: Health = {
  triedAt: null,
  succeededAt: null,
  troubleSince: null,
  troubleCode: null,
  trouble: null,
  isStopped: false,
}

const columns = columnsOf(
  'connection_health',
  'connection triedAt succeededAt troubleSince troubleCode trouble stopped',
)

export async function readHealth(db: Db, connection: string): Promise<Health> {
  const row = await db('connection_health').where({ connection }).first(columns)
  return healthOf(row)
}

type Row = Omit<Health, 'isStopped'> & { connection: string; stopped: unknown }

/** The health of all connections, for a page that asks more in the same statement. */
export function askHealth(db: Db): Question<Row> {
  return {
    columns: [...Object.keys(columns)] as (keyof Row & string)[],
    query: db('connection_health').select(columns),
  }
}

export function healthAmong(rows: readonly Row[], connection: string): Health {
  return healthOf(rows.find((row) => row.connection === connection))
}

function healthOf(row: Row | undefined): Health {
  if (!row) return untried
  const { connection: _, stopped, ...health } = row
  return { ...health, isStopped: Boolean(stopped) }
}

async function write(trx: Db, connection: string, health: Health) {
  const row = {
    tried_at: health.triedAt,
    succeeded_at: health.succeededAt,
    trouble_since: health.troubleSince,
    trouble_code: health.troubleCode,
    trouble: health.trouble,
    stopped: health.isStopped,
  }
  await trx('connection_health')
    .insert({ connection, ...row })
    .onConflict('connection')
    .merge()
}

/** Returns when the trouble that it ended had begun, if there was any. */
export async function noteSuccess(trx: Db, connection: string, at: string): Promise<string | null> {
  const { troubleSince } = await readHealth(trx, connection)
  await write(trx, connection, { ...untried, triedAt: at, succeededAt: at })
  return troubleSince
}

/** The same where it was only tried by a person, and nothing exchanged. */
export async function noteReached(trx: Db, connection: string, at: string): Promise<string | null> {
  const { troubleSince, succeededAt } = await readHealth(trx, connection)
  await write(trx, connection, { ...untried, triedAt: at, succeededAt })
  return troubleSince
}

const askedEveryMs = 60_000

/**
 * The other side asked here. That is an exchange, but says nothing of a trouble to reach it; written once a minute at most,
 * because it may ask every few seconds.
 */
export async function noteAsked(trx: Db, connection: string, at: string) {
  const health = await readHealth(trx, connection)
  if (health.succeededAt !== null && Date.parse(at) - Date.parse(health.succeededAt) < askedEveryMs) return
  await trx('connection_health')
    .insert({ connection, succeeded_at: at, stopped: false })
    .onConflict('connection')
    .merge(['succeeded_at'])
}

export type Trouble = { code: string; sentence: string; stops: boolean }

/** True where an episode begins, or where one that went on stops the connection now. */
export async function noteTrouble(
  trx: Db,
  connection: string,
  { code, sentence, stops }: Trouble,
  at: string,
): Promise<boolean> {
  const before = await readHealth(trx, connection)
  await write(trx, connection, {
    ...before,
    triedAt: at,
    troubleSince: before.troubleSince ?? at,
    troubleCode: code,
    trouble: sentence,
    isStopped: before.isStopped || stops,
  })
  return before.troubleSince === null || (stops && !before.isStopped)
}

/** A person has changed what the login or the server key is compared with; the trouble lasts until a success. */
export async function clearStop(trx: Db, connection: string) {
  await trx('connection_health').where({ connection }).update({ stopped: false })
}

/** The connection leads elsewhere from now on. */
export async function forgetHealth(trx: Db, connection: string) {
  await trx('connection_health').where({ connection }).delete()
}
