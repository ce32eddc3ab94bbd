import { expect } from 'vitest'
import { listUnread, removeUnread } from '../../../src/features/gl-accounts/import/matching-store.ts'
import { newImportFile } from '../../../src/features/transactions/import/import-files.ts'
import { paths } from '../../../src/http/paths.ts'
import { leftAlone } from '../../../src/lib/left-alone.ts'
import { justBefore } from '../../support/fault.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { addAccount, chart, expectNoFileLeft, imported, upload } from './chart.ts'

/** What is in the file, and in the words about it, comes to no database. */
const onSqlite = test.skipIf(process.env.TEST_ENGINE === 'postgres')

test.beforeEach(({ town }) => {
  newImportFile(town.deps)
})
test.afterEach(({ town }) => expectNoFileLeft(town))

test('a preview says what will be added, changed and made inactive, and it is', async ({ town, ada }) => {
  await addAccount(ada, '10-1100', 'Cash')
  await addAccount(ada, '10-1200', 'Receivables')
  await addAccount(ada, '10-1300', 'Forgotten')
  const file =
    'Account No,Title,Type,Active\r\n10-1100,Cash,Asset,Yes\r\n101200,Accounts receivable,asset,no\r\n51-37-200,Water sales,Revenue,\r\n'
  const preview = await upload(ada, file)
  expect(preview.path).toBe(paths.accountImportPreview)
  expect(preview.words).toContain('chart.csv has 3 accounts')
  expect(preview.words).toContain('Added: 1')
  expect(preview.words).toContain('51-37-200Water salesRevenue')
  expect(preview.words).toContain('Title: Receivables → Accounts receivable; Active: yes → no')
  expect(preview.words).toContain('10-1300ForgottenAsset')
  expect(await chart(town)).toEqual([
    '10-1100 Cash asset',
    '10-1200 Receivables asset',
    '10-1300 Forgotten asset',
  ])

  const done = await imported(ada, preview)
  expect(done.said).toBe('Imported: 1 added, 1 changed, 1 made inactive.')
  expect(await chart(town)).toEqual([
    '10-1100 Cash asset',
    '10-1200 Accounts receivable asset inactive',
    '10-1300 Forgotten asset inactive',
    '51-37-200 Water sales revenue',
  ])
  const record = await town.db('history').orderBy('id', 'desc').first()
  expect([record.kind, record.user_name]).toEqual(['accounts.imported', 'Ada'])
  expect(JSON.parse(record.changes)).toEqual([
    { field: 'file', to: 'chart.csv' },
    { field: 'added', to: 1 },
    { field: 'changed', to: 1 },
    { field: 'inactivated', to: 1 },
    { field: '10-1200 title', from: 'Receivables', to: 'Accounts receivable' },
    { field: '10-1200 active', from: true, to: false },
    { field: '10-1300 active', from: true, to: false },
  ])
  // Pressed twice: done once, answered alike.
  expect((await imported(ada, preview)).said).toBe(done.said)
  expect((await town.db('history').where({ kind: 'accounts.imported' })).length).toBe(1)
  expect((await ada.get(`${paths.glAccounts}?search=water`)).words).toContain('51-37-200')
})

onSqlite('an account that comes inactive is previewed as inactive', async ({ ada }) => {
  const file = 'Number,Title,Type,Active\r\n51-37-300,Old sales,Revenue,no\r\n'
  expect((await upload(ada, file)).words).toContain('51-37-300Old salesRevenue, inactive')
})

onSqlite(
  'every bad row is listed with its line and reasons, and nothing is imported',
  async ({ town, ada }) => {
    const file = [
      'Number;Description;Type',
      '10-1100;Cash;asset',
      '10-11O0;"Cash; petty";asset',
      '',
      '10-110;;thing',
      '10-110;Short;equity',
      '101100;Twice;liability',
      ';Blank;revenue',
      `10-1500;${'x'.repeat(101)};asset`,
    ].join('\n')
    const page = await upload(ada, file)
    expect(page.status).toBe(422)
    expect(page.title).toMatch(/^Error: /)
    const rows = [...page.document.querySelectorAll('.error-summary tbody tr')].map((row) =>
      [...row.children].map((cell) => cell.textContent?.replace(/\s+/g, ' ').trim()).join(' '),
    )
    expect(rows).toEqual([
      '3 An account number is made of digits; this one has the letter “O”.',
      '5 The title is blank. “thing” is none of the types: asset, deferred outflow, liability, deferred inflow, net position (or fund balance), revenue, expense (or expenditure).',
      '6 1 digit is missing: a balance sheet account has 6 (FF-AAAA), this number has 5.',
      '7 Line 2 has the same account number.',
      '8 The account number is blank.',
      '9 The title is longer than 100 characters.',
    ])
    expect(page.words).toContain('6 lines have to be fixed')
    expect(await chart(town)).toEqual([])
    expect((await ada.get(paths.accountImportPreview)).heading).toBe('No file is waiting to be imported')
  },
)

onSqlite(
  'what is exported imports again without a change, whatever the titles are',
  async ({ town, ada }) => {
    await addAccount(ada, '00-1100', '=cmd|calc')
    await addAccount(ada, '10-1200', "'=quoted")
    await addAccount(ada, '10-1300', 'Comma, "quote" and ; more')
    await addAccount(ada, '51-37-200', 'Ünïcode – 水', 'Revenue')
    await addAccount(ada, '10-41-100', '-5 % fee', 'Expense / Expenditure', false)
    const file = await ada.get(paths.accountExport)
    expect(file.response.headers['content-disposition']).toBe('attachment; filename="chart-of-accounts.csv"')
    expect(file.response.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(file.response.body).toBe(
      [
        '\ufeffAccount No,Title,Type,Active',
        "001100,'=cmd|calc,Asset,Yes",
        "101200,''=quoted,Asset,Yes",
        '101300,"Comma, ""quote"" and ; more",Asset,Yes',
        "1041100,'-5 % fee,Expense / Expenditure,No",
        '5137200,Ünïcode – 水,Revenue,Yes',
        '',
      ].join('\r\n'),
    )
    expect((await town.db('history').orderBy('id', 'desc').first()).kind).toBe('accounts.exported')
    const preview = await upload(ada, file.response.body)
    expect(preview.words).toContain('There is nothing to import')
    expect(preview.document.querySelector('main button')).toBeNull()
  },
)

onSqlite('an export of one town is the chart of another', async ({ town, ada }) => {
  await addAccount(ada, '10-1100', 'Cash')
  await addAccount(ada, '51-37-200', 'Water sales', 'Revenue', false)
  const before = await chart(town)
  const file = (await ada.get(paths.accountExport)).response.body
  await town.db('gl_accounts').delete()
  await imported(ada, await upload(ada, file))
  expect(await chart(town)).toEqual(before)
})

test('what was not previewed is not imported: a changed chart is shown anew first', async ({ town, ada }) => {
  const preview = await upload(ada, 'Account No,Title,Type\n101100,Cash,Asset\n')
  await addAccount(ada, '10-1200', 'Added meanwhile')
  const refused = await imported(ada, preview)
  expect(refused.status).toBe(409)
  expect(refused.errors[0]).toContain('changed after this page was shown')
  expect(refused.words).toContain('Added meanwhile')
  expect(await chart(town)).toEqual(['10-1200 Added meanwhile asset'])
  expect((await imported(ada, refused)).said).toContain('1 made inactive')
  const second = await upload(ada, 'Account No,Title,Type\n101100,Other,Asset\n')
  const forged = new URLSearchParams({
    _csrf: String(second.find('main [name=_csrf]').getAttribute('value')),
    fingerprint: 'x',
  })
  expect((await ada.post(paths.accountImportPreview, forged)).status).toBe(409)
})

// SQLite has one writer: nobody comes between there.
test.runIf(process.env.TEST_ENGINE === 'postgres')(
  'an account that somebody adds or changes in the middle of an import is not made inactive or written over',
  async ({ town, ada }) => {
    await addAccount(ada, '10-1100', 'Cash')
    const file = 'Account No,Title,Type\r\n10-1100,Money,asset\r\n10-1200,Receivables,asset\r\n'
    const now = { version: 1, changed_at: '2026-11-23T16:00:00.000Z' }
    const added = { number: '10-1300', title: 'New', title_key: 'new', type: 'asset', active: true, ...now }
    const acts = [
      () => town.db('gl_accounts').insert(added),
      () => town.db('gl_accounts').where({ number: '10-1100' }).update({ title: 'Till', version: 2 }),
    ]
    for (const meanwhile of acts) {
      const preview = await upload(ada, file)
      const before = await chart(town)
      const answer = await justBefore(/^insert into gl_accounts/, meanwhile, () => imported(ada, preview))
      expect(answer.said ?? '').not.toContain('Imported')
      expect(await chart(town)).not.toEqual(before)
      expect((await chart(town)).filter((account) => account.endsWith('inactive'))).toEqual([])
    }
    expect(await chart(town)).toEqual(['10-1100 Till asset', '10-1300 New asset'])
  },
)

test.runIf(process.env.TEST_ENGINE === 'postgres')(
  'a file chosen while another of the same person is imported waits, and the chart is what was shown',
  async ({ town, ada }) => {
    await addAccount(ada, '10-1100', 'Cash')
    const preview = await upload(ada, 'Account No,Title,Type\r\n10-1100,Cash,asset\r\n10-1200,New,asset\r\n')
    let second: Promise<unknown> | undefined
    const chooseAnother = async () => {
      second = upload(ada, 'Account No,Title,Type\r\n10-1100,Cash,asset\r\n')
      // Read by now, it waits for the one that is imported.
      await expect
        .poll(async () => (await town.db('account_imports').whereNull('accounts')).length, {
          timeout: 20_000,
        })
        .toBe(1)
      await new Promise((later) => setTimeout(later, 500))
    }
    const done = await justBefore(/^insert into gl_accounts/, chooseAnother, () => imported(ada, preview))
    expect(done.said).toBe('Imported: 1 added, 0 changed, 0 made inactive.')
    await second
    expect(await chart(town)).toEqual(['10-1100 Cash asset', '10-1200 New asset'])
  },
)

onSqlite('a format changed after the upload asks for the file again', async ({ town, ada }) => {
  const preview = await upload(ada, 'Account No,Title,Type\n101100,Cash,Asset\n')
  await ada.submit(await ada.get(`${paths.chartFormats}/1`), { 'Segment 2 at most': '5' })
  expect((await imported(ada, preview)).status).toBe(409)
  expect(await chart(town)).toEqual([])
})

test('each person has a file of their own waiting', async ({ town, ada }) => {
  const grace = await town.signIn('editor', 'Grace')
  const hers = await upload(grace, 'Account No,Title,Type\n101100,Of Grace,Asset\n')
  const mine = await upload(ada, 'Account No,Title,Type\n101200,Of Ada,Asset\n')
  await imported(grace, hers)
  expect(await chart(town)).toEqual(['10-1100 Of Grace asset'])
  expect((await imported(ada, mine)).status).toBe(409)
})

onSqlite('an upload carries the token, comes from here and needs the permission', async ({ town, ada }) => {
  const file = 'Account No,Title,Type\n101100,Cash,Asset\n'
  expect((await upload(ada, file, { token: 'wrong' })).status).toBe(403)
  expect((await upload(ada, file, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403)
  expect(await town.db('account_imports')).toEqual([])
  const viewer = await town.signIn('viewer', 'Vic')
  expect((await viewer.get(paths.accountImport)).document.querySelector('[type=file]')).toBeNull()
  expect((await viewer.get(paths.accountImportPreview)).status).toBe(403)
})

test('10,000 accounts are read, previewed and imported', async ({ ada }) => {
  const rows = Array.from({ length: 10_000 }, (_, index) => `${100_000 + index},Account ${index},asset`)
  const preview = await upload(ada, `Account No,Title,Type\n${rows.join('\n')}`)
  expect(preview.words).toContain('Added: 10000')
  expect(preview.document.querySelectorAll('tbody tr')).toHaveLength(100)
  const next = await ada.get(preview.link('Next page: Added'))
  expect(next.words).toContain('10-0100Account 100Asset')
  expect(next.words).not.toContain('Account 99Asset')
  const last = await ada.get(`${paths.accountImportPreview}?part=added&after=10-9899`)
  expect(last.words).toContain('10-9999Account 9999Asset')
  expect(last.words).not.toContain('Next page')
  expect((await ada.get(last.link('Back to the whole preview'))).words).toContain('Added: 10000')
  expect((await imported(ada, preview)).said).toBe('Imported: 10000 added, 0 changed, 0 made inactive.')
  expect((await ada.get(`${paths.glAccounts}?search=9999`)).words).not.toContain('Account 9999')
  expect((await ada.get(`${paths.glAccounts}?search=109999`)).words).toContain('Account 9999')
})

onSqlite('a file whose reading breaks off is refused in words and leaves nothing', async ({ town, ada }) => {
  await upload(ada, 'Account No,Title,Type\n101100,Waits,Asset\n')
  const [waiting] = await town.db('account_imports').select('id')
  const text = `Account No,Title,Type\n101100,${'x'.repeat(100)},Asset\n`
  // The process reaches the rows and can write none.
  await town.db.schema.renameTable('account_import_rows', 'elsewhere')
  const page = await upload(ada, text)
  expect(page.status).toBe(503)
  expect(page.heading).toBe('The file was not read to its end')
  await town.db.schema.renameTable('elsewhere', 'account_import_rows')
  expect(await town.db('account_imports').select('id')).toEqual([waiting])
  expect(town.log.join()).toContain('chart not read')
  expect(town.log.join()).not.toContain('xxx')
  expect((await ada.get(paths.accountImportPreview)).words).toContain('Waits')
})

test('what a killed server left of an import is in nobody’s way, and may be another server’s for an hour', async ({
  town,
  ada,
}) => {
  const { id: user } = await town.db('users').first('id')
  const row = { user_id: user, file_name: 'lost.csv', uploaded_at: '2026-11-20T15:00:00.000Z' }
  const [{ id }] = await town.db('account_imports').insert(row).returning('id')
  const account = { number: '10-1100', title: 'Lost', title_key: 'lost', type: 'asset', active: true }
  await town.db('account_import_rows').insert({ ...account, import_id: id, line: 2 })
  expect((await ada.get(paths.accountImportPreview)).status).toBe(404)
  const preview = await upload(ada, 'Account No,Title,Type\n101200,Cash,Asset\n')
  expect(await town.db('account_imports').orderBy('id').pluck('id')).toContain(id)
  await imported(ada, preview)
  expect(await chart(town)).toEqual(['10-1200 Cash asset'])
  // By the time of who reads, whatever the clock of the other said.
  const clock = { ms: 0 }
  const left = leftAlone(3_600_000, () => clock.ms)
  expect(left(await listUnread(town.db))).toEqual([])
  clock.ms += 3_600_000
  await removeUnread(town.db, left(await listUnread(town.db)))
  expect(await town.db('account_import_rows').where({ import_id: id })).toEqual([])
})

test('an import takes as many statements for a thousand accounts as for one', async ({ town, ada }) => {
  const file = (count: number, title: string) =>
    `Account No,Title,Type\n${Array.from({ length: count }, (_, n) => `${101_000 + n},${title},asset\n`).join('')}`
  const statements = async (count: number, title: string) => {
    const preview = await upload(ada, file(count, title))
    return (await town.statements(() => imported(ada, preview))).length
  }
  const one = await statements(1, 'Cash')
  expect(await statements(1_000, 'Cash')).toBe(one)
  expect(await statements(1_000, 'Petty cash')).toBe(one)
  expect(await town.db('gl_accounts').where({ title: 'Petty cash', version: 1 })).toEqual([])
  expect((await ada.get(`${paths.glAccounts}?search=petty`)).words).toContain('10-1000')
})

onSqlite('the sample chart of the import page is read without a question', async ({ town, ada }) => {
  const page = await ada.get(paths.accountImport)
  const sample = (await ada.get(page.link('sample-chart.csv'))).response
  expect(sample.headers['content-disposition']).toBe('attachment; filename="sample-chart.csv"')
  const preview = await upload(ada, sample.body)
  expect(preview.path).toBe(paths.accountImportPreview)
  expect((await imported(ada, preview)).said).toBe('Imported: 43 added, 0 changed, 0 made inactive.')
  expect(await chart(town)).toContain('51-34-101 Water sales revenue')
})
