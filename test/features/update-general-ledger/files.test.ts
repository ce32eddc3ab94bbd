import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parse } from 'csv-parse/sync'
import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { csvLine } from '../../../src/lib/csv-line.ts'
import { type StartMonth, freshMonthTest as test } from '../../support/fixtures.ts'
import {
  balances,
  go,
  type Month,
  made,
  october,
  post,
  postAnyway,
  printReport,
  runUpdate,
  tableOf,
  undoByPage,
} from '../../support/month.ts'

const execute = promisify(execFile)
/** Where the locale is plain, hledger reads no é. */
const run = (tool: string, args: string[]) =>
  execute(tool, args, { env: { ...process.env, LC_ALL: 'C.UTF-8' } })

let folder: string
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'utility-interfaces-files-'))
})
test.afterAll(() => rm(folder, { recursive: true }))

async function download(month: Month, number = 1) {
  const page = await month.ada.get(`${paths.batches}/${number}`)
  const { response } = await month.ada.submit(page, {}, { button: 'Download' })
  expect(response.statusCode).toBe(200)
  return response
}

async function startOther(startMonth: StartMonth, layout: string, more = {}) {
  const month = await startMonth({ interface: 'Other', ...more })
  const created = await runUpdate(month.ada, { 'Include payments': true, Layout: layout })
  return { month, created }
}

test('Caselle 4.x gives a file for Import Amounts', async ({ month }) => {
  await runUpdate(month.ada, { 'Include payments': true })
  const file = await download(month)
  expect(file.headers['content-disposition']).toBe('attachment; filename="UM-batch-1.csv"')
  expect(file.body.split('\r\n')).toEqual([
    'Account No,Date,Ref No,Desc,Amount',
    '011075,10/31/2026,UM1,Utility billing 2026-10,92.00',
    '011075,10/31/2026,UM1,Utility billing 2026-10,-8.00',
    '011311,10/31/2026,UM1,Utility billing 2026-10,162.25',
    '011311,10/31/2026,UM1,Utility billing 2026-10,-70.00',
    '011312,10/31/2026,UM1,Utility billing 2026-10,80.00',
    '011312,10/31/2026,UM1,Utility billing 2026-10,-73.50',
    '011313,10/31/2026,UM1,Utility billing 2026-10,21.00',
    '011313,10/31/2026,UM1,Utility billing 2026-10,-2.00',
    '012300,10/31/2026,UM1,Utility billing 2026-10,40.00',
    '0134101,10/31/2026,UM1,Utility billing 2026-10,10.00',
    '0134101,10/31/2026,UM1,Utility billing 2026-10,-155.25',
    '0134201,10/31/2026,UM1,Utility billing 2026-10,3.50',
    '0134201,10/31/2026,UM1,Utility billing 2026-10,-80.00',
    '0134301,10/31/2026,UM1,Utility billing 2026-10,-20.00',
    '',
  ])
})

test('with Caselle a batch is created, downloaded, then confirmed: never by itself', async ({ month }) => {
  const created = await runUpdate(month.ada)
  expect(created.said).toBe(made(1))
  expect(created.words).toContain(
    'Next: download the file, import it in the general ledger, then confirm it here',
  )
  expect(created.button('Download').className).toBe('')
  expect(created.button('Confirm').className).toBe('secondary')
  const state = async () => tableOf(await month.ada.get(paths.batches), 'Newest first')[0]?.at(-1)
  expect(await state()).toBe('File created, not downloaded yet')
  const early = await month.ada.submit(
    created,
    { 'Reference in the general ledger': 'JE 7' },
    { button: 'Confirm' },
  )
  expect(early.status).toBe(409)
  expect(early.errors[0]).toBe('The file was not downloaded yet, so it cannot be in the general ledger.')
  expect(early.valueOf('Reference in the general ledger')).toBe('JE 7')
  await download(month)
  expect(await state()).toBe('File downloaded, not confirmed yet')
  // A download leaves the page as it is: what it says and offers still holds.
  expect(created.words).toContain('File created, not confirmed yet')
  const confirmed = await month.ada.submit(
    created,
    { 'Reference in the general ledger': 'JE 7' },
    { button: 'Confirm' },
  )
  expect(confirmed.said).toBe('Batch 1 is confirmed as posted in the general ledger, as JE 7.')
  expect(await state()).toBe('Confirmed posted')
  expect((await balances(month.ada))['01-1311']).toBe('152.25')
})

test('a file is created, downloaded the same each time, then confirmed', async ({ startMonth }) => {
  const { month, created } = await startOther(startMonth, 'CSV')
  expect(created.said).toBe(made(1, 'CSV'))
  const first = await download(month)
  // Neither another title nor other settings reach a file that is made.
  await month.db('gl_accounts').where({ number: '01-1311' }).update({ title: 'Water owed' })
  await month.db('services').where({ code: 'WATER' }).update({ revenue: '01-34-301' })
  const second = await download(month)
  expect(second.rawPayload.equals(first.rawPayload)).toBe(true)

  const page = await month.ada.get(`${paths.batches}/1`)
  expect(page.words).toContain('File first downloaded')
  const nameless = await month.ada.submit(page, {}, { button: 'Confirm' })
  expect(nameless.status).toBe(422)
  const confirmed = await month.ada.submit(
    page,
    { 'Reference in the general ledger': 'GJ 7' },
    { button: 'Confirm' },
  )
  expect(confirmed.said).toBe('Batch 1 is confirmed as posted in the general ledger, as GJ 7.')
  const again = await month.ada.submit(
    page,
    { 'Reference in the general ledger': 'GJ 8' },
    { button: 'Confirm' },
  )
  expect(again.said).toBe('Batch 1 was already confirmed, as GJ 7. Nothing was changed.')
  const third = await download(month)
  expect(third.rawPayload.equals(first.rawPayload)).toBe(true)
  expect((await month.ada.get(`${paths.batches}/1`)).words).toContain('Confirmed posted')
  const kinds = await month.db('history').where('kind', 'like', 'batch.%').orderBy('id').pluck('kind')
  expect(kinds).toEqual([
    'batch.run',
    'batch.downloaded',
    'batch.downloaded',
    'batch.confirmed',
    'batch.downloaded',
  ])
})

/** The first lines and the last of each layout, to the letter. */
const letters: [layout: string, lines: (fingerprint: string) => [index: number, line: string][]][] = [
  [
    'CSV',
    (fingerprint) => [
      [0, 'Reference,Date,Period,Journal,Account,Title,Debit,Credit,Description,Fingerprint'],
      [
        4,
        // A fingerprint that begins as a formula does has an apostrophe in front.
        `UM1,2026-10-31,2026-10,UM,011311,Water receivable,,70.00,Utility billing 2026-10,${csvLine([fingerprint]).trim()}`,
      ],
    ],
  ],
  [
    'QuickBooks IIF (MM/DD/YYYY)',
    () => [
      [0, '!TRNS\tTRNSID\tTRNSTYPE\tDATE\tACCNT\tCLASS\tAMOUNT\tDOCNUM\tMEMO'],
      [1, '!SPL\tSPLID\tTRNSTYPE\tDATE\tACCNT\tCLASS\tAMOUNT\tDOCNUM\tMEMO'],
      [2, '!ENDTRNS'],
      [
        3,
        'TRNS\t\tGENERAL JOURNAL\t10/31/2026\tUtility cash clearing\t\t92.00\tUM1\tUtility billing 2026-10',
      ],
      [4, 'SPL\t\tGENERAL JOURNAL\t10/31/2026\tUtility cash clearing\t\t-8.00\tUM1\tUtility billing 2026-10'],
      [17, 'ENDTRNS'],
    ],
  ],
  [
    'QuickBooks IIF (MM/DD/YY)',
    () => [
      [3, 'TRNS\t\tGENERAL JOURNAL\t10/31/26\tUtility cash clearing\t\t92.00\tUM1\tUtility billing 2026-10'],
    ],
  ],
  ['Sage 50 US', () => [[0, '10/31/26,UM1,,14,011075,Utility billing 2026-10,92.00,']]],
  [
    'Sage 50 Canada (Premium, Quantum)',
    () => [
      [0, '10-31-26,"UM1","Utility billing 2026-10"'],
      [2, '011075,-8.00'],
    ],
  ],
]

test.for(letters)('the layout %s is as its program reads it', async ([layout, lines], { startMonth }) => {
  const { month } = await startOther(startMonth, layout)
  const { body } = await download(month)
  const { fingerprint } = await month.db('posting_batches').first('fingerprint')
  const all = body.split('\r\n')
  for (const [index, line] of lines(fingerprint)) expect(all[index]).toBe(line)
  expect(body.endsWith('\r\n')).toBe(true)
})

test('what a layout cannot hold is said with the report, and blocks the update', async ({ startMonth }) => {
  const month = await startMonth({ interface: 'Other' })
  await month.db('gl_accounts').where({ number: '01-1312' }).update({ title: 'WATER RECEIVABLE' })
  const layout = { Layout: 'QuickBooks IIF (MM/DD/YYYY)' }
  const alike = '01-1311 and 01-1312 are both called Water receivable'
  const report = await printReport(month.ada, layout)
  expect(report.words).toContain(alike)
  expect(report.document.querySelector('#post')).toBeNull()
  const refused = await postAnyway(month, month.ada, report)
  expect(refused.status).toBe(422)
  expect(refused.errors[0]).toBe('Fix what is in the way, then print the report again.')
  expect(refused.errors[1]).toContain(alike)
  expect(await month.db('posting_batches')).toEqual([])
  expect(await month.db('utility_transactions').whereNotNull('batch_id')).toEqual([])
  const another = await post(month.ada, await month.ada.submit(refused, { Layout: 'CSV' }, go))
  expect(another.said).toBe(made(1, 'CSV'))
})

test('an account that QuickBooks cannot hold is led to, named there, and the file has its name', async ({
  startMonth,
}) => {
  const month = await startMonth({ interface: 'Other' })
  await month.db('gl_accounts').where({ number: '01-1311' }).update({ title: 'Receivable: water' })
  const layout = { Layout: 'QuickBooks IIF (MM/DD/YYYY)' }
  const report = await printReport(month.ada, layout)
  const account = await month.ada.get(report.link('Set the QuickBooks Name of 01-1311'))
  expect(account.heading).toBe('Account 01-1311')
  expect(account.find('details').hasAttribute('open')).toBe(true)
  await month.ada.submit(account, { 'QuickBooks Name': 'Receivables:Water' })
  await runUpdate(month.ada, layout)
  const { body } = await download(month)
  expect(body).toContain('\tReceivables:Water\t')
  // Accounts without one go by their titles as before.
  expect(body).toContain('\tSewer receivable\t')
})

test('QuickBooks gets its file in Windows-1252, an earlier file keeps its bytes, and an undo is never without one', async ({
  startMonth,
}) => {
  const month = await startMonth({ interface: 'Other' })
  const titled = (title: string) => month.db('gl_accounts').where({ number: '01-1311' }).update({ title })
  await titled('Régie – eau')
  await runUpdate(month.ada, { Layout: 'QuickBooks IIF (MM/DD/YYYY)' })
  const { rawPayload } = await download(month)
  expect(new TextDecoder('windows-1252').decode(rawPayload)).toContain('\tRégie – eau\t')
  expect(rawPayload.includes(Buffer.from('Régie', 'latin1'))).toBe(true)
  // Its layout cannot hold this any more, but what the other ledger has must be taken back.
  await titled('Régie: 水')
  await undoByPage(month.ada, 1)
  expect((await download(month, 2)).rawPayload.includes(Buffer.from('R\xe9gie: ?', 'latin1'))).toBe(true)
  const [batch] = await month.db('posting_batches').where({ id: 1 })
  const earlier = {
    ...batch,
    id: 3,
    fingerprint: 'three',
    transactions: 0,
    entries: 0,
    debit_cents: 0,
    credit_cents: 0,
  }
  await month.db('posting_batches').insert({ ...earlier, reversed_by: null })
  await month.db('batch_files').insert({ batch_id: 3, name: 'UM-batch-3.iif', text: 'Régie' })
  expect((await download(month, 3)).rawPayload.toString('utf8')).toBe('Régie')
})

/** What each account should have, as the plain-text ledgers name them. */
const expected: Record<string, string> = {
  'Assets:011075': '84.00',
  'Assets:011311': '92.25',
  'Assets:011312': '6.50',
  'Assets:011313': '19.00',
  'Liabilities:012300': '40.00',
  'Revenues:0134101': '-145.25',
  'Revenues:0134201': '-76.50',
  'Revenues:0134301': '-20.00',
}
const asIncome = Object.fromEntries(
  Object.entries(expected).map(([account, amount]) => [account.replace('Revenues', 'Income'), amount]),
)

const tools = [
  {
    layout: 'hledger',
    check: (file: string) => run('hledger', ['-f', file, 'check', '--strict']),
    balances: async (file: string) => {
      const { stdout } = await run('hledger', [
        '-f',
        file,
        'balance',
        '--flat',
        '-N',
        '--format',
        '%(account) %(total)',
      ])
      return pairs(stdout)
    },
    expected,
  },
  {
    layout: 'ledger',
    check: async (file: string) => {
      const { stderr } = await run('ledger', ['-f', file, '--pedantic', 'balance'])
      expect(stderr).toBe('')
    },
    balances: async (file: string) => {
      const format = '%(account) %(display_total)\\n'
      const { stdout } = await run('ledger', [
        '-f',
        file,
        'balance',
        '--flat',
        '--no-total',
        '--format',
        format,
      ])
      return pairs(stdout)
    },
    expected,
  },
  {
    layout: 'beancount',
    check: (file: string) => run('bean-check', [file]),
    balances: async (file: string) => {
      const { stdout } = await run('bean-query', [
        '-f',
        'csv',
        file,
        'SELECT account, sum(number) GROUP BY account',
      ])
      const rows = stdout.trim().split(/\r?\n/).slice(1)
      return Object.fromEntries(rows.map((row) => row.split(',').map((field) => field.trim())))
    },
    expected: asIncome,
  },
]

function pairs(text: string) {
  const lines = text.trim().split('\n')
  return Object.fromEntries(
    lines.map((line) => {
      const [account, amount] = line.trim().split(/\s+/)
      return [account, amount]
    }),
  )
}

/** What a title may hold that means something to one of the tools. */
const awkward: Record<string, string> = {
  '01-1075': 'Cash clearing: utilities',
  '01-1311': 'Due from other funds, type: X',
  '01-1312': 'Accounts receivable',
  '01-1313': 'ACCOUNTS RECEIVABLE',
  '01-2300': 'Deposits; "meter"  two spaces – Régie',
  '01-34-101': 'Water sales to residential customers inside and outside the city limit',
  '01-34-201': 'type: R, date:2026-13-45, [2026-13-45]',
  '01-34-301': "Trash's \\ 100 % {x} (y) @ = * ! #a ^b",
}

test.for(tools)(
  '$layout reads a batch, its undo and the update again together, whatever the titles are, and refuses one changed cent',
  async ({ layout, check, balances, expected }, { startMonth }) => {
    const month = await startMonth({ interface: 'Other' })
    for (const [number, title] of Object.entries(awkward)) {
      await month.db('gl_accounts').where({ number }).update({ title })
    }
    const update = () => runUpdate(month.ada, { 'Include payments': true, Layout: layout })
    const page = await update()
    await undoByPage(month.ada, 1)
    await update()
    const names = []
    for (const number of [1, 2, 3]) {
      const { headers, rawPayload } = await download(month, number)
      const name = /filename="(.*)"/.exec(String(headers['content-disposition']))?.[1] ?? ''
      await writeFile(join(folder, name), rawPayload)
      names.push(name)
    }
    const accounts = page.document.querySelector('a[download]')
    if (accounts) {
      const { headers, body } = (await month.ada.get(accounts.getAttribute('href') ?? '')).response
      const name = /filename="(.*)"/.exec(String(headers['content-disposition']))?.[1] ?? ''
      await writeFile(join(folder, name), body)
      names.unshift(name)
    }
    const main = join(folder, `main.${layout}`)
    const include = (name: string) => `include ${layout === 'beancount' ? `"${name}"` : name}\n`
    await writeFile(main, names.map(include).join(''))
    await check(main)
    expect(await balances(main)).toEqual(expected)

    const last = join(folder, String(names.at(-1)))
    const body = await readFile(last, 'utf8')
    const { fingerprint } = await month.db('posting_batches').where({ id: 3 }).first('fingerprint')
    expect(body).toContain(`; Fingerprint ${fingerprint}`)
    expect(body).toContain(' 162.25 ')
    await writeFile(last, body.replace(' 162.25 ', ' 162.26 '))
    await expect(check(main)).rejects.toThrow()
  },
)

test('without a chart plain-text files know from use what the accounts are', async ({ startMonth }) => {
  const { month } = await startOther(startMonth, 'hledger', { withChart: false })
  const file = join(folder, 'no-chart.journal')
  await writeFile(file, (await download(month)).body)
  await run('hledger', ['-f', file, 'check', '--strict'])
  const tool = tools[0] as (typeof tools)[number]
  expect(await tool.balances(file)).toEqual(expected)
})

test('the report as CSV runs nothing that a title brought, amounts stay numbers', async ({ startMonth }) => {
  const month = await startMonth({
    rows: [...october, ['2026-10-02', 'billing', '=HYPERLINK("http://x")', -9_00]],
  })
  await month.db('gl_accounts').where({ number: '01-1311' }).update({ title: '@sum(A1), é' })
  const page = await printReport(month.ada)
  const { response } = await month.ada.get(page.link('Download as CSV'))
  expect(response.body.startsWith('\uFEFFPart,Account,')).toBe(true)
  const rows: string[][] = parse(response.body, { bom: true })
  expect(rows.flat().filter((cell) => /^[=+\-@]/.test(cell) && !/^-[\d.]+$/.test(cell))).toEqual([])
  expect(rows.filter(([, account = '']) => account.startsWith(`'=HYPERLINK("http://x")`))).toHaveLength(2)
  expect(rows.find(([, account]) => account === '011311')?.[2]).toBe("'@sum(A1), é")
})
