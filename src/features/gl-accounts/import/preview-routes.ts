import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { HttpProblem } from '../../../http/errors.ts'
import { paths } from '../../../http/paths.ts'
import { renderPage } from '../../../http/render.ts'
import { actorOf } from '../../../http/request.ts'
import { accountTypes, formatAccountNumber } from '../../../lib/account-number.ts'
import { type FieldError, labelOf } from '../../../lib/form.ts'
import { outsideNames } from '../../../lib/outside-names.ts'
import { fields } from '../settings.ts'
import { changesNothing, chartState, fitsMasks, type Plan, planImport } from './compare-store.ts'
import type { ImportRow } from './read-row.ts'
import { fingerprintOf, importChart } from './run.ts'
import { findStaged, findTakenNames } from './store.ts'

/** More rows of a kind say no more; the counts say how many there are. */
const mostShown = 100

const gone = () =>
  new HttpProblem(
    404,
    'No file is waiting to be imported',
    'It was imported already, or another one was chosen since. Choose the file again under Import.',
  )
const namesMoved = () =>
  new HttpProblem(
    409,
    'An account got a name in another ledger after this file was read',
    'The file gives the same name to another account. Nothing was imported. Choose the file again under Import: it says which.',
  )
const masksMoved = () =>
  new HttpProblem(
    409,
    'The masks were changed after this file was read',
    'Nothing was imported. Choose the file again under Import: its numbers are checked anew.',
  )

export function previewRoutes(scope: FastifyInstance, deps: Deps) {
  async function preview(request: FastifyRequest, reply: FastifyReply, errors?: FieldError[]) {
    const { masks } = (await deps.settings.at(request.user.revision)).accountMasks
    const staged = await findStaged(deps.db, request.user.id)
    if (!staged || staged.outcome) throw gone()
    if (!(await fitsMasks(deps.db, staged.id, masks))) throw masksMoved()
    if ((await findTakenNames(deps.db, staged.id, 1)).length > 0) throw namesMoved()
    // Before the plan: a change between the two is then noticed when the import is confirmed.
    const fingerprint = fingerprintOf(deps, staged.id, await chartState(deps.db))
    const plan = await planImport(deps.db, staged.id, mostShown)
    const write = ({ number, type }: ImportRow) => formatAccountNumber(number, type, masks)
    return renderPage(request, reply.status(errors ? 409 : 200), {
      template: 'gl-accounts/import-preview',
      title: 'Preview of the import - GL Accounts',
      data: {
        errors,
        fileName: staged.fileName,
        rowCount: staged.accounts,
        nothing: changesNothing(plan),
        fingerprint,
        parts: partsOf(plan, write),
      },
    })
  }

  const change = { config: { permission: 'accounts.change' } } as const
  scope.get(paths.accountImportPreview, change, (request, reply) => preview(request, reply))
  scope.post(paths.accountImportPreview, change, async (request, reply) => {
    const { fingerprint } = request.body as { fingerprint?: unknown }
    const outcome = await importChart(deps, String(fingerprint), actorOf(request))
    if (outcome === 'gone') throw gone()
    if (outcome === 'moved') {
      const message =
        'The chart, or the file that waits, changed after this page was shown. Nothing was imported. This is what the import would do now.'
      return preview(request, reply, [{ field: '', message }])
    }
    reply.flash(`imported.${outcome.added}.${outcome.changed}.${outcome.inactivated}`)
    return reply.redirect(paths.accountImport, 303)
  })
}

function partsOf({ added, changed, inactivated }: Plan, write: (row: ImportRow) => string) {
  const plain = (row: ImportRow) => ({
    number: write(row),
    title: row.title,
    what: labelOf(accountTypes, row.type),
  })
  const fresh = (row: ImportRow) => ({
    ...plain(row),
    what: [
      labelOf(accountTypes, row.type),
      ...(row.active ? [] : ['inactive']),
      ...outsideNames.flatMap(({ value, label }) => (row[value] ? [`${label} ${row[value]}`] : [])),
    ].join(', '),
  })
  return [
    { label: 'Added', count: added.count, rows: added.rows.map(fresh) },
    {
      label: 'Changed',
      count: changed.count,
      rows: changed.rows.map(({ from, to }) => ({
        number: write(to),
        title: to.title,
        what: (Object.keys(fields) as (keyof typeof fields)[])
          .filter((field) => to[field] !== null && from[field] !== to[field])
          .map((field) => `${fields[field].label}: ${formatValue(from[field])} → ${formatValue(to[field])}`)
          .join('; '),
      })),
    },
    {
      label: 'Made inactive, because the file does not have them',
      count: inactivated.count,
      rows: inactivated.rows.map(plain),
    },
  ].filter(({ count }) => count > 0)
}

function formatValue(value: string | boolean | null) {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return value ? labelOf(accountTypes, value) : 'none'
}
