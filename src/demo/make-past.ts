import type { Deps } from '../deps.ts'
import { changePeriod } from '../features/posting-periods/close.ts'
import { undoBatch } from '../features/update-general-ledger/undo.ts'
import { dateIn } from '../lib/dates.ts'
import { type Period, periodBefore, periodOf } from '../lib/periods.ts'
import { sampleChart, sampleChartHeading } from '../lib/sample-chart.ts'
import { sampleTransactions, sampleTransactionsHeading } from '../lib/sample-transactions.ts'
import { clockUntil } from './clock.ts'
import { bringInChart, bringInTransactions } from './import-files.ts'
import { addPeople } from './people.ts'
import { handOver, postMonth } from './post-month.ts'
import { type Login, setUpProvider } from './set-up-provider.ts'
import { saveGeneralLedger, saveOrganization, savePostingAccounts, timeZone } from './set-up-town.ts'

type Made = { customers: number; login: Login }

/**
 * What the sample town did before today, each thing by the act that a page does it by, at its time: set up and posted to
 * another ledger in the first month, to Caselle since, once in error; last month is imported and waits.
 */
export async function makePast(town: Deps, { customers, login }: Made) {
  const present = town.now()
  const today = dateIn(timeZone, present)
  const clock = clockUntil(present, timeZone)
  const deps: Deps = { ...town, now: clock.now }
  const thisMonth = periodOf(today)
  const lastMonth = periodBefore(thisMonth)
  const second = periodBefore(lastMonth)
  const first = periodBefore(second)

  const rowsOf = (period: Period, until?: string) =>
    sampleTransactions(period, { seed: 'Ashgrove', firstNumber: 10_001, count: customers }, until)
  const fileOf = (period: Period, rows: string[][]) => ({
    ...{ fileName: `transactions-${period}.csv`, heading: sampleTransactionsHeading, rows },
  })

  clock.moveTo(first, 3, '08:40')
  const actors = await addPeople(deps)
  const [mary, tom] = [actors.get('Mary Wells'), actors.get('Tom Reyes')]
  if (!mary || !tom) throw new Error('The people of the sample town are missing.')
  clock.minutes(4)
  await saveOrganization(deps, mary)
  clock.minutes(11)
  const chart = { fileName: 'chart-of-accounts.csv', heading: sampleChartHeading, rows: sampleChart() }
  await bringInChart(deps, chart, mary)
  clock.minutes(9)
  await savePostingAccounts(deps, tom)
  clock.minutes(3)
  await saveGeneralLedger(deps, { hasInquiry: false, updatePayments: true }, mary)

  clock.moveTo(second, 2, '09:15')
  await bringInTransactions(deps, fileOf(first, rowsOf(first)), tom)
  clock.minutes(12)
  const forOther = await postMonth(deps, first, { includePayments: true }, tom)
  clock.minutes(6)
  await handOver(deps, forOther, 'JE-1048', tom)
  clock.moveTo(second, 6, '10:05')
  await changePeriod(deps, 'closed', first, mary)
  clock.moveTo(second, 14, '13:30')
  await saveGeneralLedger(deps, { hasInquiry: true, updatePayments: false }, mary)
  clock.minutes(25)
  await setUpProvider(deps, login, mary)

  clock.moveTo(lastMonth, 2, '09:05')
  await bringInTransactions(deps, fileOf(second, rowsOf(second)), tom)
  clock.minutes(14)
  const withoutPayments = await postMonth(deps, second, { includePayments: false }, tom)
  clock.minutes(20)
  await undoBatch(deps, { number: withoutPayments, period: second, reason: 'Payments were left out' }, mary)
  clock.minutes(5)
  await saveGeneralLedger(deps, { hasInquiry: true, updatePayments: true }, mary)
  clock.minutes(7)
  const forCaselle = await postMonth(deps, second, { includePayments: true }, tom)
  clock.minutes(10)
  await handOver(deps, forCaselle, 'UM-0917', tom)
  clock.moveTo(lastMonth, 5, '16:20')
  await changePeriod(deps, 'closed', second, mary)

  clock.moveTo(thisMonth, 2, '09:10')
  await bringInTransactions(deps, fileOf(lastMonth, rowsOf(lastMonth)), tom)
  clock.moveTo(thisMonth, Number(today.slice(8)), '07:50')
  const yesterday = Temporal.PlainDate.from(today).subtract({ days: 1 }).toString()
  await bringInTransactions(deps, fileOf(thisMonth, rowsOf(thisMonth, yesterday)), tom)
}
