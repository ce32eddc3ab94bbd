import type { FastifyReply, FastifyRequest } from 'fastify'
import { prepaidMetering } from '../../connections/connection.ts'
import type { Deps } from '../../deps.ts'
import { readFileChunks } from '../../exchange-files/files-store.ts'
import { isAwaited } from '../../exchange-files/is-awaited.ts'
import { renderPage } from '../../http/render.ts'
import { takeDraft } from '../../http/request.ts'
import { readHealth } from '../../jobs/health-store.ts'
import { restoredAt } from '../../jobs/restores-store.ts'
import { readCursor, readRowNumber } from '../../lib/cursor.ts'
import { momentIn } from '../../lib/dates.ts'
import type { FieldError, Submitted } from '../../lib/form.ts'
import { monthName } from '../../lib/periods.ts'
import { may } from '../../lib/permissions.ts'
import { countEnabledAdministrators } from '../../people/user-store.ts'
import { listBeside, totalsBeside } from './bills-beside-store.ts'
import { blockersOf } from './blockers.ts'
import { isOutdated } from './is-outdated.ts'
import { reconciliationPaths } from './reconciliation-paths.ts'
import { accountRow, changesSince, stateInWords, totalRows, unmappedRows } from './reconciliation-view.ts'
import { type Reconciliation, reconciliationsOf } from './reconciliations-store.ts'
import { releaseFingerprint } from './release.ts'
import { rowsOf } from './rows-store.ts'
import { isUnderWay, sentBefore, stateOf } from './state.ts'
import { wayOf } from './way.ts'

type View = { errors?: FieldError[]; submitted?: Submitted; status?: number; message?: string }

const accountsShown = 50
/** On one page, to be printed. */
const mostOnOnePage = 2_000
const linesShown = 24
const refreshSeconds = 5

const readAgreement = (part: string) => (/^[01]$/.test(part) ? Number(part) : undefined)

/** A reconciliation as it is released, what it comes to beside the bills, and what became of it. */
export async function reconciliationPage(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  one: Reconciliation,
  view: View = {},
) {
  const { db } = deps
  const settings = await deps.settings.at(request.user.revision)
  const { timeZone } = settings.organization
  const { id, number, period, file, releases, isByHand } = one
  const { role, id: userId } = request.user
  const state = stateOf(one)
  const path = reconciliationPaths.one(id)
  const query = request.query as { after?: unknown; whole?: unknown }
  const isWhole = query.whole === 'yes'
  const after = isWhole ? undefined : readCursor(query.after, [readAgreement, readRowNumber])
  const accounts = await listBeside(db, one, { after, limit: isWhole ? mostOnOnePage : accountsShown })
  const beside = await totalsBeside(db, one)
  const way = wayOf(settings)
  const ofPeriod = await reconciliationsOf(db, period)
  const { earlier, doubted } = sentBefore(one, { ofPeriod, restored: await restoredAt(db) })
  const draft = takeDraft(request, `${path}/release`)
  const submitted = view.submitted ?? draft?.submitted
  const waits = state === 'held' || state === 'blocked'
  const blockers = waits ? await blockersOf(db, { one, ofPeriod, userId, settings }) : []
  const moment = (at: string | null) => at && momentIn(timeZone, at)
  const goesOn = isUnderWay(state) && state !== 'not-sent' && !isByHand
  const isStopped = goesOn && (await readHealth(db, prepaidMetering)).isStopped
  const send = { ...one, canceledAt: null, dueAt: one.jobDueAt ?? '' }
  const isCompared = waits && one.isNewest
  const rows = isCompared || earlier ? await rowsOf(db, id) : []
  return renderPage(request, reply.status(view.status ?? 200), {
    template: 'prepaid-reconciliations/reconciliation',
    title: `Reconciliation of ${monthName(period)} - Prepaid`,
    refresh: goesOn && !view.errors ? refreshSeconds : undefined,
    paper: { period: monthName(period), isSigned: true },
    data: {
      ...view,
      ...{ id, values: submitted ?? {}, path, state, blockers, releases, way },
      title: `Reconciliation of ${monthName(period)}, number ${number}`,
      month: monthName(period),
      all: reconciliationPaths.all,
      mapping: reconciliationPaths.mapping,
      stateWords: stateInWords(one),
      problem: state === 'sent' ? null : one.problem,
      folder: one.folder,
      sentAt: moment(one.sentAt),
      facts: factsOf(one, moment),
      unmapped: unmappedRows(one),
      isOutdated: isCompared && (await isOutdated(db, settings, one, rows)),
      totals: totalRows(beside),
      bills: beside.bills,
      differing: beside.differing,
      accounts: accounts.rows.map((row) => accountRow(row, one)),
      first: after && path,
      next: accounts.next && `${path}?after=${encodeURIComponent(accounts.next)}`,
      whole: (after || accounts.next) && one.accounts <= mostOnOnePage && `${path}?whole=yes`,
      earlier: earlier && {
        ...{ number: earlier.number, state: stateInWords(earlier) },
        path: reconciliationPaths.one(earlier.id),
        changes: changesSince(await rowsOf(db, earlier.id), rows),
      },
      file: file && {
        ...{ name: file.name, size: file.size.toLocaleString('en-US'), sha256: file.sha256 },
        lines: await firstLines(deps, file.id),
      },
      fingerprint: state === 'held' && releaseFingerprint(deps, one, beside, way),
      doubted: moment(doubted),
      asks: {
        differs: beside.differing > 0 && beside.bills > 0,
        again: earlier !== undefined || doubted !== null,
      },
      isByHand,
      isStopped,
      isAwaited: goesOn && isAwaited(deps, send, isStopped),
      isAlone: state === 'held' && one.askedById === userId && (await countEnabledAdministrators(db)) === 1,
      mayRelease: may(role, 'prepaid.release'),
      mayDecide: may(role, 'connections.change'),
      mayMake: may(role, 'prepaid.change') && one.isNewest && (waits || state === 'sent'),
      mayUpload: may(role, 'prepaid.change'),
      mayExport: may(role, 'prepaid.export'),
    },
  })
}

function factsOf(one: Reconciliation, moment: (at: string | null) => string | null): [string, string][] {
  const { period, isAnew, askedBy, madeAt, accounts, releasedAt, releasedBy, reason, place, folder } = one
  const by = askedBy ?? 'nobody known'
  const facts: [string, string | null][] = [
    ['Period', monthName(period)],
    ['Made', `${moment(madeAt)}, ${isAnew ? `anew for ${by}` : `after ${by} closed the period`}`],
    ['Accounts', accounts.toLocaleString('en-US')],
    ['Replaced', moment(one.replacedAt)],
    ['Released', releasedAt && `${moment(releasedAt)}, by ${releasedBy}`],
    ['Reason', reason],
    [
      'To',
      releasedAt &&
        (one.isByHand
          ? 'The vendor’s website, by hand'
          : `${place}, the folder ${folder || 'that the login begins in'}`),
    ],
    ['Sent', moment(one.sentAt)],
  ]
  return facts.flatMap(([name, value]) => (value ? [[name, value]] : []))
}

/** As the vendor gets them, for a look. */
async function firstLines({ db }: Deps, fileId: number): Promise<string[]> {
  for await (const bytes of readFileChunks(db, fileId)) return bytes.toString('utf-8').split('\n', linesShown)
  return []
}
