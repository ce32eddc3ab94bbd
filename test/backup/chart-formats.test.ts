import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { makeFolder } from '../../src/lib/make-folder.ts'
import { test } from '../support/fixtures.ts'
import { printReport, undoByPage } from '../support/month.ts'
import { monthSums } from '../support/month-sums.ts'
import type { Page } from '../support/page.ts'
import { runHere } from '../support/run-here.ts'
import { newFolder, removeFolder } from '../support/server.ts'

const old = (name: string) => join(import.meta.dirname, '../cases/backup', name)

/** What the product said of the same town while its numbers were digits under masks: FF-AAAA, FF.SS.RRR and FFDDOOO. */
type Before = {
  shown: Record<string, string>
  reportCsv: string
  files: Record<string, string>
  exported: string
  accounts: string
}

const numbersOn = (page: Page) =>
  [...page.document.querySelectorAll('td, th')]
    .map((cell) => (cell.textContent ?? '').trim())
    .filter((text) => /^\d\d[-.]?(\d{4}|\d\d[-.]?\d{3})$/.test(text))
    .join(' ')

/** Accounts that the chart does not have were shown as digits alone then. */
const shownNow = (numbers: string) =>
  numbers.replaceAll('011313', '01-1313').replaceAll('0134301', '01.34.301')

test('a backup from when numbers were digits under masks restores: none that is shown or exported is another', async ({
  startTown,
}) => {
  const before: Before = JSON.parse(readFileSync(old('masks.json'), 'utf8'))
  const folder = await newFolder()
  const [file, data, keys] = ['masks.sqlite', 'data', 'keys'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  const key = join(keys, 'secret.key')
  writeFileSync(file, gunzipSync(readFileSync(old('masks.sqlite.gz'))))
  makeFolder(keys)
  writeFileSync(key, readFileSync(old('masks.key')), { mode: 0o600 })
  const restored = await runHere('src/cli/restore.ts', [file], { DATA_DIR: data, KEY_FILE: key })
  expect(restored.output).toContain('The key here opens everything, and the history is whole.')

  const town = await startTown({ env: { DATA_DIR: data, KEY_FILE: key } })
  const totals = await town.db('month_totals').orderByRaw('month, kind, service')
  expect(totals, 'added up from the register of before').toEqual(await monthSums(town.db))
  expect(totals).not.toEqual([])
  const ada = await town.signIn('administrator', 'Bea')
  for (const [path, numbers] of Object.entries(before.shown)) {
    if (path === paths.accountImportPreview || path === 'report') continue
    expect([path, numbersOn(await ada.get(path))]).toEqual([path, shownNow(numbers)])
  }
  const report = await printReport(ada, {
    'Beginning Date': '2026-11-01',
    'Ending Date': '2026-11-30',
    'GL Posting Period': 'November 2026 (period 11 of 2026)',
  })
  expect(numbersOn(report)).toBe(shownNow(before.shown.report as string))
  const csv = report.document.querySelector('a[href*=".csv"]')?.getAttribute('href') ?? ''
  expect((await ada.get(csv)).response.body).toBe(before.reportCsv)
  const files = await town.db('batch_files').select('batch_id', 'text')
  expect(Object.fromEntries(files.map(({ batch_id, text }) => [batch_id, text]))).toEqual(before.files)
  expect((await ada.get(`${paths.batches}/1/accounts`)).response.body).toBe(before.accounts)
  const numbersIn = (chart: string) => chart.split('\r\n').map((line) => line.split(',')[0])
  expect(numbersIn((await ada.get(paths.accountExport)).response.body)).toEqual(numbersIn(before.exported))

  expect(await town.db('gl_accounts').orderBy('number').pluck('number')).toEqual([
    '01-1075',
    '01-1311',
    '01-1312',
    '01-2300',
    '01-34-101',
    '01-34-201',
    '01-99-123',
  ])
  await expect(town.db('ledger_entries').update({ account: 'x' })).rejects.toThrow(/never changed or deleted/)
  await expect(town.db('batch_details').update({ debit: 'x' })).rejects.toThrow(/never changed or deleted/)
  const undone = await undoByPage(ada, 3)
  expect(undone.words).toContain('Batch 3 is undone by batch 5')
  const made = await town.db('batch_files').where({ batch_id: 5 }).first('text')
  const entries = (text: string, sign: 1 | -1) =>
    [...text.matchAll(/,(\d{6,7}),.*,(-?\d+\.\d\d),$/gm)].map(
      ([, account, amount]) => `${account} ${sign * Number(amount)}`,
    )
  expect(entries(made.text, 1).sort()).toEqual(entries(String(before.files[3]), -1).sort())
  expect(entries(made.text, 1)).toHaveLength(14)
  await removeFolder(folder)
})
