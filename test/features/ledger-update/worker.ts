import process from 'node:process'
import { connect } from '../../../src/db/connect.ts'
import type { Deps } from '../../../src/deps.ts'
import { openHistoryKey } from '../../../src/features/history/history-key.ts'
import { downloadFile } from '../../../src/features/ledger-update/file-acts.ts'
import { printReport } from '../../../src/features/ledger-update/report.ts'
import { runUpdate } from '../../../src/features/ledger-update/run.ts'
import { undoBatch } from '../../../src/features/ledger-update/undo.ts'
import { readSettings } from '../../../src/features/settings/current.ts'
import { readKeyFile } from '../../../src/lib/key-file.ts'

/** Updates, fetches the file and undoes, over and over, until it is killed; says each thing that was answered. */
const [dataDir, databaseUrl, keyFile] = process.argv.slice(2) as [string, string, string]
const config = { dataDir, databaseUrl: databaseUrl || undefined }
const db = connect(config)
const keys = readKeyFile(keyFile)
const deps = {
  config,
  db,
  keys,
  historyKey: await openHistoryKey(db, keys),
  now: () => new Date(),
} as unknown as Deps
const actor = { id: 1, name: 'Ada', address: '' }
const choice = {
  beginningDate: '2026-10-01',
  endingDate: '2026-10-31',
  period: '2026-10',
  journal: 'UM',
  includePayments: true,
  updateAgain: false,
}
const say = (words: string) => process.stdout.write(`${words}\n`)

// What was killed may have left a batch that stands.
for (const { id } of await db('posting_batches')
  .whereNull('reverses')
  .whereNull('reversed_by')
  .select('id')) {
  await undoBatch(deps, { number: id, period: '2026-10' }, actor)
  say(`undone ${id}`)
}
say('ready')
for (;;) {
  const report = await printReport(deps, db, await readSettings(db), choice)
  const run = await runUpdate(deps, { choice, layout: 'csv', reason: null, seen: report.fingerprint }, actor)
  if (run.outcome !== 'posted') throw new Error(`not posted: ${run.outcome}`)
  say(`posted ${run.number}`)
  const file = await downloadFile(deps, run.number, actor)
  say(`downloaded ${run.number} ${file?.text.length}`)
  const undone = await undoBatch(deps, { number: run.number, period: '2026-10' }, actor)
  if (undone !== 'undone') throw new Error(`not undone: ${undone}`)
  say(`undone ${run.number}`)
}
