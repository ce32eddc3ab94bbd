import { expect } from 'vitest'
import { freshMonthTest } from '../../support/fixtures.ts'
import { type Month, post, printReport, runUpdate, undoByPage } from '../../support/month.ts'
import { monthSums } from '../../support/month-sums.ts'
import { untilEnded, upload } from '../../support/upload.ts'

const test = freshMonthTest.extend('month', ({ startMonth }) => startMonth({ rows: [] }))

const header = 'Reference,Date,Kind,Customer,Service,Amount,Description\n'
const rows = (name: string, months: string[]) =>
  months
    .flatMap((month, n) => [
      `${name}-${n}A,${month}-03,Billing,C1,WATER,${n + 1}0.10,\n`,
      `${name}-${n}B,${month}-03,Billing,C1,SEWER,${n + 1}5.00,\n`,
      `${name}-${n}C,${month}-28,Billing adjustment,C2,WATER,-${n + 1}.05,\n`,
      `${name}-${n}D,${month}-29,Payment,C2,WATER,${n + 1}7.00,\n`,
    ])
    .join('')

/** What is kept, held against a plain sum of the register. */
async function kept({ db }: Month) {
  const totals = await db('month_totals').orderByRaw('month, kind, service').select()
  expect(totals).toEqual(await monthSums(db))
  const sum = (name: string) => totals.reduce((all, total) => all + total[name], 0)
  return [totals.length, sum('transactions'), sum('posted_transactions')]
}

const september = { 'Beginning Date': '2026-09-01', 'Ending Date': '2026-10-31' }
const again = { 'Update Transactions That Have Already Been Updated': true }

test('totals by month are those of the register after each import, take-out, post and undo', async ({
  month,
}) => {
  const { ada } = month
  const bring = async (name: string, months: string[]) =>
    untilEnded(ada, await upload(ada, header + rows(name, months), { fileName: `${name}.csv` }))
  const undo = (number: number) => undoByPage(ada, number)

  expect(await kept(month)).toEqual([0, 0, 0])
  await bring('both', ['2026-09', '2026-10'])
  expect(await kept(month)).toEqual([8, 8, 0])
  const wrong = await bring('wrong', ['2026-10', '2026-11'])
  expect(wrong.said, wrong.words).toContain('8 transactions added')
  expect(await kept(month)).toEqual([12, 16, 0])
  await ada.submit(
    await ada.get(wrong.link('Remove this import')),
    { Reason: 'wrong file' },
    { button: 'Remove the import' },
  )
  expect(await kept(month)).toEqual([8, 8, 0])

  await runUpdate(ada, { 'Include payments': false })
  expect(await kept(month)).toEqual([8, 8, 3])
  await undo(1)
  expect(await kept(month)).toEqual([8, 8, 0])
  await runUpdate(ada, { 'Include payments': true })
  expect(await kept(month), 'posted once more after its undo').toEqual([8, 8, 4])
  const report = await printReport(ada, { ...september, ...again, 'Include payments': true })
  await post(ada, report, { Reason: 'The books were lost' })
  expect(await kept(month), 'counted once where it was posted twice').toEqual([8, 8, 8])
  await undo(4)
  expect(await kept(month), 'given back to the batch before').toEqual([8, 8, 4])
  await undo(3)
  expect(await kept(month)).toEqual([8, 8, 0])
})
