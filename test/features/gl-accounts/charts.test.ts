import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { entryDate, fileOf, sourceOf } from '../../../src/features/update-general-ledger/export-file.ts'
import {
  type ExportFormatKey,
  exportFormats,
} from '../../../src/features/update-general-ledger/export-formats.ts'
import { printReport as reportOf } from '../../../src/features/update-general-ledger/report.ts'
import { paths } from '../../../src/http/paths.ts'
import { test } from '../../support/fixtures.ts'
import { addTransactions, choose, runUpdate, wholeOctober } from '../../support/month.ts'
import type { Visitor } from '../../support/visitor.ts'
import { upload } from './chart.ts'

const execute = promisify(execFile)

let folder: string
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'utility-interfaces-charts-'))
})
test.afterAll(() => rm(folder, { recursive: true }))

async function found(ada: Visitor, typed: string) {
  const asked = new URLSearchParams({ field: 'receivable', receivable: typed })
  const page = await ada.get(`${paths.accountLookUp}?${asked}`, { panel: true })
  return [...page.document.querySelectorAll('[role=option]')].map((one) => one.getAttribute('data-value'))
}

type Case = {
  file: string
  chart: string
  /** Cash clearing, customer deposits, receivable and revenue as they are shown. */
  shown: [cash: string, deposits: string, receivable: string, revenue: string]
  /** How somebody types the receivable, and parts by which its number is found. */
  typed: string
  parts: string[]
  /** The receivable and the revenue as files have them. */
  files: [receivable: string, revenue: string]
  cannot: ExportFormatKey[]
}

const sageCanada: ExportFormatKey[] = ['sage-50-canada', 'sage-50-canada-pro']
const sage: ExportFormatKey[] = ['sage-50-us', ...sageCanada]

const cases: Case[] = [
  {
    ...{ file: 'caselle', chart: 'Caselle', typed: '511310', parts: ['51-13', '1310', '5113'] },
    shown: ['01-1075', '51-2350', '51-1310', '51-37-200'],
    files: ['511310', '5137200'],
    cannot: ['sage-50-canada-pro'],
  },
  {
    ...{ file: 'washington-bars', chart: 'Washington BARS', typed: '4011221000' },
    parts: ['122.10', '12210', '401-122'],
    shown: ['401-111.10.00', '401-237.10.00', '401-122.10.00', '401-343.40.00'],
    files: ['4011221000', '4013434000'],
    cannot: sageCanada,
  },
  {
    ...{ file: 'ohio-uan', chart: 'Ohio UAN', typed: '5101 131', parts: ['5101131', '131'] },
    shown: ['5101-101', '5101-271', '5101-131', '5101-541'],
    files: ['5101131', '5101541'],
    cannot: ['sage-50-canada-pro'],
  },
  {
    ...{ file: 'michigan', chart: 'Michigan', typed: '591.000.033.000', parts: ['033.000', '59100003'] },
    shown: ['591-000-001.000', '591-000-255.000', '591-000-033.000', '591-000-642.000'],
    files: ['591000033000', '591000642000'],
    cannot: sageCanada,
  },
  {
    ...{ file: 'montana-bars', chart: 'Montana BARS', typed: '5210122000', parts: ['122000', '5210.12'] },
    shown: ['5210.101000', '5210.214000', '5210.122000', '5210.343021'],
    files: ['5210122000', '5210343021'],
    cannot: sageCanada,
  },
  {
    ...{ file: 'new-york', chart: 'New York', typed: 'sw-350', parts: ['SW35', '350', 'sw 35'] },
    shown: ['SW200', 'SW615', 'SW350', 'SW2140'],
    files: ['SW350', 'SW2140'],
    cannot: sageCanada,
  },
  {
    ...{
      file: 'tennessee-counties',
      chart: 'Tennessee counties',
      typed: '20711410',
      parts: ['11410', '207-114'],
    },
    shown: ['207-11130', '207-21410', '207-11410', '207-43110'],
    files: ['20711410', '20743110'],
    cannot: ['sage-50-canada-pro'],
  },
  {
    ...{
      file: 'springbrook',
      chart: 'Springbrook, three levels',
      typed: '410.0000.12100',
      parts: ['12100', '0-121'],
    },
    shown: ['410-0000-10100', '410-0000-22500', '410-0000-12100', '410-0000-43400'],
    files: ['410000012100', '410000043400'],
    cannot: sageCanada,
  },
  {
    ...{ file: 'springbrook-seven', chart: 'Springbrook, seven levels', typed: '4100000000012100000000' },
    parts: ['000-12100', '00012100'],
    shown: [
      ...(['410-000-00-000-10100-0000-00', '410-000-00-000-22500-0000-00'] as const),
      ...(['410-000-00-000-12100-0000-00', '410-000-00-000-43400-0000-00'] as const),
    ],
    files: ['4100000000012100000000', '4100000000043400000000'],
    cannot: sage,
  },
  {
    ...{ file: 'quickbooks-numbers', chart: 'QuickBooks, numbers of at most 7 characters' },
    ...{ typed: '1200w', parts: ['1200', '200W'] },
    shown: ['1010', '2400', '1200W', '4010W'],
    files: ['1200W', '4010W'],
    cannot: sageCanada,
  },
  {
    ...{ file: 'free-text', chart: 'QuickBooks, names in any text', typed: 'Receivables:Water' },
    parts: ['receivables w', 'ables:Wat'],
    shown: ['Utility Clearing', 'Deposits held', 'Receivables:Water', 'Sales:Water'],
    files: ['Receivables:Water', 'Sales:Water'],
    cannot: sage,
  },
]

const check: Partial<Record<ExportFormatKey, (file: string) => [string, string[]]>> = {
  hledger: (file) => ['hledger', ['-f', file, 'check', '--strict']],
  ledger: (file) => ['ledger', ['-f', file, '--pedantic', 'balance']],
}

test.for(cases)(
  'the chart of $file comes in, is found, posted to, and goes out in each layout that can hold it',
  async ({ file, chart, shown, typed, parts, files, cannot }, { town, ada }) => {
    // The town of the case before is emptied, so that none of its formats is used.
    await choose(ada, { interface: 'Other' })
    const emptied = await ada.submit(await ada.get(paths.postingAccounts), {
      'Cash Clearing': '',
      'Customer Deposits': '',
    })
    expect(emptied.status).toBe(200)
    await town.db('services').delete()
    await town.db('gl_accounts').delete()

    const taken = await ada.submit(
      await ada.get(paths.chartFormats),
      { Chart: chart },
      { button: 'Use these formats' },
    )
    expect([taken.status, taken.errors]).toEqual([200, []])
    const content = readFileSync(join(import.meta.dirname, `../../cases/charts/${file}.csv`))
    const preview = await upload(ada, content, { fileName: `${file}.csv` })
    expect(preview.heading).toBe('Preview of the import')
    const imported = await ada.submit(preview, {}, { button: 'Import' })
    expect(imported.said).toMatch(/^Imported: [56] added, 0 changed, 0 made inactive\.$/)
    const again = await upload(ada, (await ada.get(paths.accountExport)).response.body)
    expect(again.words).toContain('The chart already has all of this')

    const [cash, deposits, receivable, revenue] = shown
    for (const part of [typed, receivable, ...parts, 'water rec'])
      expect([part, await found(ada, part)]).toEqual([part, expect.arrayContaining([receivable])])
    expect(
      (await ada.get(`${paths.glAccounts}?${new URLSearchParams({ search: receivable })}`)).words,
    ).toContain(`${receivable}Water receivable`)
    const organization = { 'Cash Clearing': cash, 'Customer Deposits': deposits }
    expect((await ada.submit(await ada.get(paths.postingAccounts), organization)).said).toContain(
      'are saved.',
    )
    const service = { Code: 'WATER', Name: 'Water', Receivable: typed, Revenue: revenue }
    const saved = await ada.submit(await ada.get(paths.newService), service)
    expect([saved.valueOf('Receivable'), saved.valueOf('Revenue')]).toEqual([receivable, revenue])

    await choose(ada)
    await addTransactions(town.db, [
      ['2026-10-01', 'billing', 'WATER', 100_00],
      ['2026-10-09', 'deposit-applied', 'WATER', 40_00],
      ['2026-10-20', 'payment', 'WATER', 60_00],
    ])
    const settings = await town.deps.settings.now()
    const report = await reportOf(town.deps, town.db, settings, wholeOctober)
    const batch = {
      ...wholeOctober,
      number: 7,
      date: entryDate(wholeOctober),
      fingerprint: 'f',
      reverses: null,
    }
    const made = exportFormats.map(({ value: layout }) => ({
      layout,
      ...fileOf({ ...batch, layout }, sourceOf(report)),
    }))
    expect(made.filter(({ limits }) => limits.length > 0).map(({ layout }) => layout)).toEqual(cannot)
    for (const { layout, text, limits } of made) {
      if (limits.length > 0) continue
      const goByTitle = layout.startsWith('quickbooks') && file !== 'free-text'
      const name = goByTitle ? ['Water receivable', 'Metered water sales'] : files
      const written = layout === 'beancount' ? name.map((one) => one.replace(/[^A-Za-z0-9]/g, '-')) : name
      for (const one of written) expect([layout, text.includes(one)]).toEqual([layout, true])
    }
    for (const { layout, text } of made) {
      const [tool, args] = check[layout]?.(join(folder, `${file}.${layout}`)) ?? []
      if (!tool || !args) continue
      await writeFile(join(folder, `${file}.${layout}`), text)
      expect([layout, (await execute(tool, args)).stderr]).toEqual([layout, ''])
    }
    const bean = made.find(({ layout }) => layout === 'beancount')
    const { accounts } = exportFormats.find(({ value }) => value === 'beancount') ?? {}
    const books = join(folder, `${file}.beancount`)
    await writeFile(books, `${accounts?.text([String(bean?.text)], new Map())}\n${bean?.text}`)
    expect((await execute('bean-check', [books])).stderr).toBe('')

    const posted = await runUpdate(ada, { 'Include payments': true })
    for (const number of shown) expect(posted.words).toContain(number)
    const download = await ada.submit(posted, {}, { button: 'Download' })
    expect(download.response.body).toContain(`${files[0]},10/31/2026`)
    const inquiry = await ada.get(paths.ledgerInquiry)
    const account = await ada.get(
      `${paths.ledgerInquiry}?${inquiry.filledIn(inquiry.form('Show'), { Account: typed })}`,
    )
    expect(account.heading).toBe(`${receivable} Water receivable`)
    expect((await ada.get(account.link('Utility billing'))).words).toContain(receivable)
    const several = await ada.get(`${paths.ledgerInquiry}?account=water`)
    for (const number of [receivable, revenue])
      expect((await ada.get(several.link(number))).heading).toContain(number)
  },
)
