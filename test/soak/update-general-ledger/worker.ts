import { flushCompileCache } from 'node:module'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { openChainKey } from '../../../src/audit/chain-key.ts'
import { connect } from '../../../src/db/connect.ts'
import type { Deps } from '../../../src/deps.ts'
import { downloadFile } from '../../../src/features/update-general-ledger/export-file-actions.ts'
import { printReport } from '../../../src/features/update-general-ledger/report.ts'
import { runUpdate } from '../../../src/features/update-general-ledger/run.ts'
import { undoBatch } from '../../../src/features/update-general-ledger/undo.ts'
import { readKeyFile } from '../../../src/lib/key-file.ts'
import { settingsReader } from '../../../src/settings/snapshot.ts'
import { sections } from '../../../src/settings-sections.ts'
import type { Act } from '../../support/ledger-whole.ts'
import { wholeOctober } from '../../support/month.ts'

/** `answerMs` is how long an answer of each act is on its way: killed in it, the act is done and nobody knows. */
export type Work = {
  dataDir: string
  databaseUrl: string | undefined
  keyFile: string
  answerMs: Record<Act, number>
}

const actor = { id: 1, name: 'Ada', address: '' }

/** Updates, fetches the file and undoes, over and over, until it is killed; says what it begins and each answer. */
async function work({ dataDir, databaseUrl, keyFile, answerMs }: Work) {
  const config = { dataDir, databaseUrl }
  const db = connect(config)
  const keys = readKeyFile(keyFile)
  const chainKey = await openChainKey(db, keys)
  const settings = settingsReader(db, sections)
  const deps = { config, db, keys, chainKey, settings, now: () => new Date() } as unknown as Deps
  const say = (words: string) => process.send?.(words)

  async function does<Answer>(act: Act, doIt: () => Promise<Answer>, inWords: (answer: Answer) => string) {
    say(act)
    const answer = await doIt()
    await pause(answerMs[act])
    say(inWords(answer))
    return answer
  }
  const undo = (number: number) =>
    does(
      'undoing',
      () => undoBatch(deps, { number, period: '2026-10', reason: 'wrong' }, actor),
      (outcome) => `${outcome} ${number}`,
    )

  // What was killed may have left a batch that stands.
  const standing = await db('posting_batches').whereNull('reverses').whereNull('reversed_by').pluck('id')
  for (const id of standing) await undo(id)
  for (;;) {
    const { fingerprint: seen } = await printReport(deps, db, await settings.now(), wholeOctober)
    const run = await does(
      'running',
      () => runUpdate(deps, { choice: wholeOctober, layout: 'csv', reason: null, seen }, actor),
      (run) => (run.outcome === 'posted' ? `posted ${run.number}` : run.outcome),
    )
    if (run.outcome !== 'posted') throw new Error(`not posted: ${run.outcome}`)
    await does(
      'downloading',
      () => downloadFile(deps, run.number, actor),
      () => `downloaded ${run.number}`,
    )
    await undo(run.number)
  }
}

process.once('message', work)
// The next one starts in a third of the time: one that is killed would not keep what it compiled.
flushCompileCache()
process.send?.('ready')
