import { findChainKey } from '../audit/chain-key.ts'
import { knownBesideTheKey } from '../audit/checkpoint-file.ts'
import { type Known, verifyHistory } from '../audit/verify.ts'
import { migrate } from '../db/migrate.ts'
import { openKeys } from '../keys/open-keys.ts'
import { Refusal } from '../lib/refusal.ts'
import { settingsConsistency } from '../settings/consistency.ts'
import { sections } from '../settings-sections.ts'
import { Misunderstood, run, withDatabase } from './command.ts'

const usage = `npm run history -- verify                find a record that was changed, removed or put in
npm run history -- verify NUMBER:HASH    the same, and that this record, kept from the log, is still there`

await run(usage, {}, async ({ positionals: [act, anchor] }, config) => {
  if (act !== 'verify') throw new Misunderstood()
  const anchors = anchor === undefined ? [] : [readAnchor(anchor)]
  return withDatabase(config, async (db) => {
    await migrate(db)
    const key = await findChainKey(db, await openKeys(config, db))
    if (!key) throw new Refusal('There is no history yet: the product was never started on this database.')
    const { records, head, finding, provedFrom } = await verifyHistory(
      db,
      key,
      await settingsConsistency(db, sections),
      [...knownBesideTheKey(config, key.key), ...anchors],
    )
    if (provedFrom > 1) {
      console.log(
        `Records 1 to ${provedFrom - 1} were chained with a key that was lost: only their order is proved, not what they say.`,
      )
    }
    if (finding) {
      console.error(`Record ${finding.record} ${finding.what}.`)
      return 1
    }
    console.log(`${records} records, each as it was written. The newest: ${head.id}:${head.hash}`)
    return 0
  })
})

function readAnchor(text: string): Known {
  const [, id, hash] = /^(\d{1,15}):([\w-]{43})$/.exec(text) ?? []
  if (!id || !hash) throw new Misunderstood()
  return { id: Number(id), hash, where: 'the number and hash given' }
}
