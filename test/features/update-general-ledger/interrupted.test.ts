import { expect } from 'vitest'
import { downloadFile } from '../../../src/features/update-general-ledger/export-file-actions.ts'
import { printReport } from '../../../src/features/update-general-ledger/report.ts'
import { runUpdate } from '../../../src/features/update-general-ledger/run.ts'
import { undoBatch } from '../../../src/features/update-general-ledger/undo.ts'
import { faultAtEachStatement } from '../../support/fault.ts'
import { monthTest } from '../../support/fixtures.ts'
import { checkLedgerIsWhole } from '../../support/ledger-whole.ts'
import { october, wholeOctober } from '../../support/month.ts'

const test = monthTest.extend('monthOptions', { interface: 'Other' })

const actor = { id: 1, name: 'Ada', address: '' }

test('wherever the database is lost in a run, download or undo, nothing is half', async ({ month }) => {
  const { db, town } = month
  const isDone = async () => checkLedgerIsWhole(db, october.length)
  const nothing = { running: 0, downloading: 0, undoing: 0 }

  const { fingerprint } = await printReport(town.deps, db, await town.deps.settings.now(db), wholeOctober)
  const request = { choice: wholeOctober, layout: 'csv' as const, reason: null, seen: fingerprint }
  const run = await faultAtEachStatement(
    () => runUpdate(town.deps, request, actor),
    async () => expect(await isDone()).toEqual(nothing),
  )
  expect(run.answer).toEqual({ outcome: 'posted', number: 1 })
  expect(run.faults, 'each statement of a run').toBeGreaterThan(10)
  expect(await isDone()).toEqual({ ...nothing, running: 1 })

  const download = await faultAtEachStatement(
    () => downloadFile(town.deps, 1, actor),
    async () => expect(await isDone()).toEqual({ ...nothing, running: 1 }),
  )
  expect(download.answer?.text).toBeTruthy()
  expect(await isDone()).toEqual({ ...nothing, running: 1, downloading: 1 })

  const undo = await faultAtEachStatement(
    () => undoBatch(town.deps, { number: 1, period: '2026-10', reason: 'wrong' }, actor),
    async () => expect(await isDone()).toEqual({ ...nothing, running: 1, downloading: 1 }),
  )
  expect(undo.answer).toBe('undone')
  expect(await isDone()).toEqual({ running: 1, downloading: 1, undoing: 1 })
})
