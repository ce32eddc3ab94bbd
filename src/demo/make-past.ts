import type { Deps } from '../deps.ts'
import { changePeriod } from '../features/posting-periods/close.ts'
import { undoBatch } from '../features/update-general-ledger/undo.ts'
import { jobKinds, jobScript } from '../job-kinds.ts'
import { jobRunner } from '../jobs/runner.ts'
import { dateIn } from '../lib/dates.ts'
import { type Period, periodBefore, periodOf } from '../lib/periods.ts'
import { sampleBills } from '../lib/sample-bills.ts'
import { sampleChart, sampleChartHeading } from '../lib/sample-chart.ts'
import { sampleTransactions, sampleTransactionsHeading } from '../lib/sample-transactions.ts'
import { startProviderOf } from './beside-provider.ts'
import { ashgrove as everybody } from './beside-vendor.ts'
import { clockUntil } from './clock.ts'
import { bringInChart, bringInTransactions } from './import-files.ts'
import { mornings } from './mornings.ts'
import { bringInBills, keepBillsProfile, sendBills } from './past-bills.ts'
import { pastPayments, settledBills } from './past-payments.ts'
import { beginPrepaid, enrollUnanswered } from './past-prepaid.ts'
import { type PastVendor, startPastVendor } from './past-vendor.ts'
import { addPeople } from './people.ts'
import { handOver, postMonth } from './post-month.ts'
import type { Provider } from './provider/provider.ts'
import { setUpProvider } from './set-up-provider.ts'
import { saveGeneralLedger, saveOrganization, savePostingAccounts, timeZone } from './set-up-town.ts'
import { jobsHere } from './work-here.ts'

/**
 * What the sample town did before today, each thing by the act that a page does it by, at its time: set up and posted to
 * another ledger in the first month, to Caselle since, once in error; last month is imported and waits.
 */
export async function makePast(town: Deps, { customers }: { customers: number }) {
  const clock = clockUntil(town.now(), timeZone)
  const deps: Deps = { ...town, now: clock.now }
  const provider = await startProviderOf(deps, { paysAtOnce: false })
  const vendor = await startPastVendor(deps)
  const jobs = jobRunner(deps, jobKinds, jobScript, { begin: () => jobsHere(deps) })
  try {
    const today = dateIn(timeZone, town.now())
    await livePast(deps, { customers, clock, provider, vendor, jobs, today })
  } finally {
    await jobs.close()
    await vendor.close()
    await provider.close()
  }
}

/** The days of a month on which the sample is billed. */
const billedOn = ['05', '20']

type Past = {
  customers: number
  clock: ReturnType<typeof clockUntil>
  provider: Provider
  vendor: PastVendor
  jobs: Pick<ReturnType<typeof jobRunner>, 'runDue'>
  today: string
}

async function livePast(deps: Deps, { customers, clock, provider, vendor, jobs, today }: Past) {
  const thisMonth = periodOf(today)
  const lastMonth = periodBefore(thisMonth)
  const second = periodBefore(lastMonth)
  const first = periodBefore(second)

  const ashgrove = { ...everybody, count: customers }
  const rowsOf = (period: Period, until?: string) => sampleTransactions(period, ashgrove, until)
  const fileOf = (period: Period, rows: string[][]) => ({
    ...{ fileName: `transactions-${period}.csv`, heading: sampleTransactionsHeading, rows },
  })

  const billsOf = (period: Period, until?: string) => ({
    ...{ fileName: `bills-${period}.csv`, rows: sampleBills(period, ashgrove, until) },
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
  await setUpProvider(deps, provider.login(), mary)

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
  clock.moveTo(lastMonth, 3, '09:30')
  await beginPrepaid(deps, vendor, { mary, tom, customers: ashgrove, clock })
  clock.moveTo(lastMonth, 5, '16:20')
  await changePeriod(deps, 'closed', second, mary)

  const yesterday = Temporal.PlainDate.from(today).subtract({ days: 1 }).toString()
  const rowsUntilYesterday = [...rowsOf(lastMonth), ...rowsOf(thisMonth, yesterday)]
  provider.noteSettled(settledBills(rowsUntilYesterday))
  const files = pastPayments(rowsUntilYesterday)
  const billDays = [lastMonth, thisMonth].flatMap((month) => billedOn.map((date) => `${month}-${date}`))
  const liveUntil = mornings(clock, [
    ...files.map(({ day, payments }) => ({ day, happens: () => provider.tellOf(payments) })),
    // Balances are compared as they were on the days of bills.
    ...billDays.map((day) => ({ day, happens: vendor.goOn })),
  ])
  /** As the schedule does: a file is taken when a second look finds it as the first one did. */
  async function fetchPayments() {
    for (let looks = 0; looks < 2; looks++) {
      clock.minutes(2)
      await jobs.runDue()
    }
  }
  const [sentOn, secondDay] = [`${lastMonth}-21`, `${thisMonth}-02`]
  await keepBillsProfile(deps, tom)
  await liveUntil(sentOn)
  const waiting = billsOf(thisMonth, yesterday)
  if (waiting.rows.length > 0) {
    clock.moveTo(lastMonth, 21, '10:20')
    const sent = await bringInBills(deps, billsOf(lastMonth), tom)
    clock.minutes(8)
    await sendBills(deps, sent, tom)
    await jobs.runDue()
  }
  await liveUntil(secondDay)
  clock.moveTo(thisMonth, 2, '09:10')
  await bringInTransactions(deps, fileOf(lastMonth, rowsOf(lastMonth)), tom)
  await fetchPayments()
  clock.minutes(20)
  await vendor.asks()
  await liveUntil(today)
  clock.moveTo(thisMonth, Number(today.slice(8)), '07:50')
  await bringInTransactions(deps, fileOf(thisMonth, rowsOf(thisMonth, yesterday)), tom)
  await fetchPayments()
  await enrollUnanswered(deps, vendor, tom)
  clock.minutes(5)
  await bringInBills(deps, waiting.rows.length > 0 ? waiting : billsOf(lastMonth), tom)
}
