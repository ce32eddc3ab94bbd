import { type Actor, appendEvent } from '../audit/append.ts'
import { type ChainKey, findChainKey } from '../audit/chain-key.ts'
import { knownBesideTheKey } from '../audit/checkpoint-file.ts'
import { verifyHistory } from '../audit/verify.ts'
import type { Config } from '../config.ts'
import { refuseEmpty } from '../db/database-file.ts'
import type { Db } from '../db/db.ts'
import { engineOf } from '../db/engine.ts'
import { lockedAgainstWriters } from '../db/hold-still.ts'
import { migrate } from '../db/migrate.ts'
import type { NewDatabase } from '../db/new-database.ts'
import { openRightKeys } from '../keys/open-keys.ts'
import { Refusal } from '../lib/refusal.ts'
import { settingsConsistency } from '../settings/consistency.ts'
import type { Section } from '../settings/section.ts'
import { copyAll, type Progress } from './copy.ts'
import { moveEvents } from './events.ts'
import { refuseMovedAway } from './moved-away.ts'
import { noteMove } from './moves-store.ts'

type Asked = {
  config: Config
  sections: readonly Section[]
  actor: Actor
  now: () => Date
  say: (progress: Progress) => void
}

type Moved = {
  counts: Map<string, number>
  records: number
  /** What is wrong with the history, here as there; undefined where it is whole. */
  finding: string | undefined
}

/**
 * Moves a town that does not run. It counts in one place at every moment: all of it is ready there and was read again
 * before this one is closed, and closing it is the last that can fail.
 */
export async function moveTown(db: Db, target: NewDatabase, asked: Asked): Promise<Moved> {
  const { config, actor, now, say } = asked
  await refuseEmpty(db)
  await refuseMovedAway(db)
  await migrate(db)
  const keys = await openRightKeys(config, db)
  const chainKey = await findChainKey(db, keys)
  if (!chainKey)
    throw new Refusal('There is nothing to be moved: the product was never started on this database.')

  const moved: Moved = { counts: new Map(), records: 0, finding: undefined }
  let isClosed = false
  await lockedAgainstWriters(db, async (from, commit) => {
    await target.make(
      async (trx) => {
        moved.counts = await copyAll(from, trx, say)
        Object.assign(moved, await proveHistory(from, trx, chainKey, asked))
        const log = { chainKey: chainKey.key, now }
        await appendEvent(log, trx, actor, moveEvents.moved(target.engine, { from: engineOf(from) }))
      },
      async () => {
        const { engine, place } = target
        await noteMove(from, { moved_at: now().toISOString(), engine, place })
        await commit()
        isClosed = true
      },
    )
  }).catch((error) => {
    throw isClosed ? closedAlready(target, error) : error
  })
  return moved
}

function closedAlready({ engine, place }: NewDatabase, { message }: Error) {
  return new Refusal(
    `The last step there failed (${message}), and the town is closed here already: start the product on ${engine} (${place}); if it finds no town there, open this one again by npm run move -- reopen and move it again.`,
  )
}

/** The same as `npm run history -- verify`. What it finds there must have been so here: then it is moved as it is. */
async function proveHistory(
  db: Db,
  trx: Db,
  chainKey: ChainKey,
  { config, sections }: Asked,
): Promise<Pick<Moved, 'records' | 'finding'>> {
  const known = knownBesideTheKey(config, chainKey.key)
  const verify = async (db: Db) => verifyHistory(db, chainKey, await settingsConsistency(db, sections), known)
  const { records, finding } = await verify(trx)
  if (!finding) return { records, finding: undefined }
  const here = (await verify(db)).finding
  if (here?.record !== finding.record || here.what !== finding.what) {
    throw new Refusal(`Nothing was moved: there, record ${finding.record} of the history ${finding.what}.`)
  }
  return { records, finding: `record ${finding.record} ${finding.what}` }
}
