import type { FastifyReply, FastifyRequest } from 'fastify'
import { billProvider } from '../../connections/connection.ts'
import { connectionTrouble } from '../../connections/state.ts'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { readHealth } from '../../jobs/health-store.ts'
import type { Job } from '../../jobs/job.ts'
import { listJobs } from '../../jobs/jobs-store.ts'
import { dateIn, formatDate, momentIn } from '../../lib/dates.ts'
import type { FieldError } from '../../lib/form.ts'
import { formatSum } from '../../lib/money.ts'
import {
  firstDay,
  isPeriod,
  lastDay,
  monthName,
  periodAfter,
  periodBefore,
  periodOf,
} from '../../lib/periods.ts'
import { may } from '../../lib/permissions.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { off } from '../interfaces/registry.ts'
import { billConnection, fetchSchedule } from './compare-rules.ts'
import { depositsByDay, onlyInRegisterByDay, sumsByDay } from './days-store.ts'
import { missingSince, nextFetch } from './fetch-schedule.ts'
import { fileView } from './file-view.ts'
import { compareJob, fetchJob, readJob } from './jobs.ts'
import { paymentPaths } from './payments-paths.ts'
import { countAsked } from './payments-store.ts'
import { countHeld, listReceived } from './received-files-store.ts'

const kinds = [fetchJob.name, readJob.name, compareJob.name]
const stuck = ['needs-person', 'held', 'unknown']

/** So soon that somebody who looks at the page waits for it. */
const soonMs = 90_000
const mostJobs = 20

/** The work that goes on now, or is about to: a second look at a file too, which comes a minute after the first. */
export async function workUnderWay(deps: Deps): Promise<Job | undefined> {
  const { rows } = await listJobs(
    deps.db,
    { connection: billProvider, kinds, states: ['ready', 'working', 'waiting'] },
    { limit: mostJobs },
  )
  const soon = new Date(deps.now().getTime() + soonMs).toISOString()
  const { isStopped } = await readHealth(deps.db, billProvider)
  return rows.find(({ state, kind, dueAt }) => {
    // What waits for somebody to put the connection right comes by no waiting at the page.
    const goesOn = !isStopped || kind !== fetchJob.name
    return state === 'working' || (goesOn && dueAt !== null && dueAt <= soon)
  })
}

const said: Record<string, string> = {
  // While it goes on, the page itself says so.
  'fetch-asked': 'The provider was asked. All that came is below.',
  uploaded: 'The file is kept as it came, and is being read.',
  'known-file': 'This very file came in before, so nothing was added.',
}

/** How it is with payments: what to look at, and each day of a month. */
export async function overviewPage(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
  { errors, status = 200 }: { errors?: FieldError[]; status?: number } = {},
) {
  const settings = await deps.settings.at(request.user.revision)
  const { month: asked } = request.query as { month?: string }
  const today = dateIn(settings.organization.timeZone, deps.now())
  const month = asked && isPeriod(asked) ? asked : periodOf(today)
  const days = { from: firstDay(month), to: lastDay(month) }
  const job = await workUnderWay(deps)
  const rows = await dayRows(deps, settings, days)
  const flash = reply.takeFlash()
  return renderPage(request, reply.status(status), {
    template: 'provider-payments/overview',
    title: 'Payments - Billing',
    paper: { period: monthName(month), isSigned: true },
    ...(job && { refresh: 3 }),
    data: {
      errors,
      here: 'overview',
      message: flash && !(job && flash === 'fetch-asked') && said[flash],
      links: paymentPaths,
      mode: settings.providerPayments.mode,
      isUnderWay: job !== undefined,
      isLookedAtAgain: job?.state === 'waiting' && job.problem,
      month: monthName(month),
      before: `${paths.providerPayments}?month=${periodBefore(month)}`,
      after: month < periodOf(today) && `${paths.providerPayments}?month=${periodAfter(month)}`,
      rows: rows.days,
      totals: rows.totals,
      lists: new URLSearchParams(days),
      ...(await stateOf(deps, settings)),
      mayAct: may(request.user.role, 'billing.send'),
      mayExport: may(request.user.role, 'billing.export'),
    },
  })
}

async function stateOf(deps: Deps, settings: Settings) {
  const { timeZone } = settings.organization
  const connection = billConnection(settings)
  const isByHand = connection.exchange === 'by-hand'
  const health = await readHealth(deps.db, billProvider)
  const [file] = (await listReceived(deps.db, { limit: 1 })).rows
  const isOff = settings.billProvider.interface === off.value
  const next = isByHand || isOff ? undefined : nextFetch(fetchSchedule(settings), deps.now())
  const since = missingSince(
    fetchSchedule(settings),
    file ? dateIn(timeZone, new Date(file.receivedAt)) : null,
    deps.now(),
  )
  return {
    isByHand,
    isOff,
    hasLayout: settings.fileLayouts.payments !== '',
    last: file && fileView(file, timeZone),
    next: next && momentIn(timeZone, next.at),
    trouble: connectionTrouble(settings, billProvider, health),
    missing: !isOff && since && formatDate(since),
    held: await countHeld(deps.db),
    asked: await countAsked(deps.db, billProvider),
    stuck: await problemLeft(deps),
  }
}

/** Each of these jobs does all that there is to do, so that a later one of its kind has done what an earlier could not. */
async function problemLeft({ db }: Deps): Promise<string | undefined> {
  for (const kind of kinds) {
    const { rows } = await listJobs(db, { connection: billProvider, kinds: [kind] }, { limit: 1 })
    const [last] = rows
    if (last?.problem && stuck.includes(last.state)) return last.problem
  }
  return undefined
}

async function dayRows(deps: Deps, settings: Settings, days: { from: string; to: string }) {
  const { fees, inRegister } = settings.providerPayments
  const sums = await sumsByDay(deps.db, billProvider, days)
  const deposits = await depositsByDay(deps.db, billProvider, days)
  const register = await onlyInRegisterByDay(deps.db, days, inRegister)
  const all = [...new Set([...sums, ...deposits, ...register].map(({ day }) => day))].sort()
  const cents = all.map((day) => {
    const sum = sums.find((one) => one.day === day)
    const deposit = deposits.find((one) => one.day === day)
    const kept = fees === 'from-deposit' ? (deposit?.feeCents ?? 0) : 0
    return {
      day,
      received: sum?.paymentCents ?? 0,
      takenBack: sum?.returnCents ?? 0,
      fees: sum?.feeCents ?? 0,
      deposit: (deposit?.cents ?? 0) - kept,
      matched: sum?.matchedCents ?? 0,
      onlyProvider: sum?.onlyProviderCents ?? 0,
      onlyRegister: register.find((one) => one.day === day)?.cents ?? 0,
    }
  })
  const total = Object.fromEntries(
    figures.map((name) => [name, cents.reduce((sum, one) => sum + one[name], 0)]),
  ) as Figures
  return {
    days: cents.map(({ day, ...one }) => ({
      label: formatDate(day),
      // Where there is nothing, nothing is said, so that what differs is seen at a glance.
      ...inWords(one, ''),
      links: linksOf(one, { from: day, to: day }),
    })),
    totals: { label: 'Month', ...inWords(total, formatSum(0)), links: linksOf(total, days) },
  }
}

const figures = [
  ...(['received', 'takenBack', 'fees', 'deposit'] as const),
  ...(['matched', 'onlyProvider', 'onlyRegister'] as const),
]

type Figures = Record<(typeof figures)[number], number>

const inWords = (cents: Figures, zero: string) =>
  Object.fromEntries(
    figures.map((name) => [name, cents[name] === 0 ? zero : formatSum(cents[name])]),
  ) as Record<keyof Figures, string>

/** Where the rows of a figure are, if it has any. */
function linksOf(cents: Figures, days: { from: string; to: string }) {
  const at = (list: string, sum: number) =>
    sum === 0 ? undefined : `${paymentPaths.compared}?${new URLSearchParams({ list, ...days })}`
  return {
    matched: at('matched', cents.matched),
    provider: at('provider', cents.onlyProvider),
    register: at('register', cents.onlyRegister),
  }
}
