import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { HttpProblem } from '../../../http/errors.ts'
import { paths } from '../../../http/paths.ts'
import { renderPage } from '../../../http/render.ts'
import { actorOf } from '../../../http/request.ts'
import { versionLabel } from '../../../import-profiles/profile.ts'
import { findProfileVersion } from '../../../import-profiles/profiles-store.ts'
import { accountTypes, formatAccountNumber } from '../../../lib/account-number.ts'
import { type FieldError, labelOf } from '../../../lib/form.ts'
import { outsideNames } from '../../../lib/outside-names.ts'
import { fields } from '../settings.ts'
import { chooseAgain } from './choose-file-page.ts'
import { changesNothing, chartState, type Plan, planImport } from './compare-store.ts'
import type { ImportRow } from './read-row.ts'
import { fingerprintOf, importChart } from './run.ts'
import { findStaged, findTakenNames } from './store.ts'

const onAPage = 100

const gone = () =>
  new HttpProblem(
    404,
    'No file is waiting to be imported',
    'It was imported already, or another one was chosen since. Choose the file again under Import.',
    chooseAgain,
  )
const namesMoved = () =>
  new HttpProblem(
    409,
    'An account got a name in another ledger after this file was read',
    'The file gives the same name to another account. Nothing was imported. Choose the file again under Import: it says which.',
    chooseAgain,
  )
const formatsMoved = () =>
  new HttpProblem(
    409,
    'The formats were changed after this file was read',
    'Nothing was imported. Choose the file again under Import: its numbers are checked anew.',
    chooseAgain,
  )

export function previewRoutes(scope: FastifyInstance, deps: Deps) {
  async function preview(request: FastifyRequest, reply: FastifyReply, errors?: FieldError[]) {
    const { formats, version } = (await deps.settings.at(request.user.revision)).chartFormats
    const staged = await findStaged(deps.db, request.user.id)
    if (!staged || staged.outcome) throw gone()
    if (staged.formatsVersion !== version) throw formatsMoved()
    if ((await findTakenNames(deps.db, staged.id, 1)).length > 0) throw namesMoved()
    // Before the plan: a change between the two is then noticed when the import is confirmed.
    const fingerprint = fingerprintOf(deps, staged.id, await chartState(deps.db))
    const { part, after } = readPage(request.query)
    const plan = await planImport(deps.db, staged.id, onAPage + 1, part ? { [part]: after } : {})
    const write = ({ number, type }: ImportRow) => formatAccountNumber(number, type, formats)
    return renderPage(request, reply.status(errors ? 409 : 200), {
      template: 'gl-accounts/import-preview',
      title: 'Preview of the import - GL Accounts',
      trail: [['Import', paths.accountImport]],
      data: {
        errors,
        fileName: staged.fileName,
        rowCount: staged.accounts,
        nothing: changesNothing(plan),
        fingerprint,
        isPage: part !== undefined,
        profile: await profileOf(staged),
        remarks: staged.remarks ?? undefined,
        parts: partsOf(plan, write).filter(({ name }) => !part || name === part),
      },
    })
  }

  /** What the file was read by, where it was not our own layout. */
  async function profileOf({
    profileId,
    profileVersion,
  }: {
    profileId: number | null
    profileVersion: number | null
  }) {
    const found =
      profileId && profileVersion && (await findProfileVersion(deps.db, profileId, profileVersion))
    return found ? { name: versionLabel(found), path: `${paths.importProfiles}/${found.id}` } : undefined
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

/** `?part=added&after=51-1311`: a page of one part, as the address asks for it. */
function readPage(query: unknown): { part?: keyof Plan; after?: string } {
  const { part, after } = query as Record<string, unknown>
  if (part !== 'added' && part !== 'changed' && part !== 'inactivated') return {}
  return typeof after === 'string' && !/\p{Cc}/u.test(after) ? { part, after } : { part }
}

function partsOf({ added, changed, inactivated }: Plan, write: (row: ImportRow) => string) {
  const shown = (row: ImportRow, what: string) => ({ number: write(row), title: row.title, what })
  const parts = [
    {
      ...{ name: 'added', label: 'Added', count: added.count },
      last: added.rows[onAPage - 1],
      rows: added.rows.map((row) => shown(row, asAdded(row))),
    },
    {
      ...{ name: 'changed', label: 'Changed', count: changed.count },
      last: changed.rows[onAPage - 1]?.to,
      rows: changed.rows.map((row) => shown(row.to, asChanged(row))),
    },
    {
      ...{ name: 'inactivated', label: 'Made inactive, because the file does not have them' },
      count: inactivated.count,
      last: inactivated.rows[onAPage - 1],
      rows: inactivated.rows.map((row) => shown(row, labelOf(accountTypes, row.type))),
    },
  ]
  return parts
    .filter(({ count }) => count > 0)
    .map(({ last, ...part }) => ({
      ...part,
      rows: part.rows.slice(0, onAPage),
      all: `${paths.accountImportPreview}?part=${part.name}`,
      next:
        last && part.rows.length > onAPage
          ? `${paths.accountImportPreview}?${new URLSearchParams({ part: part.name, after: last.number })}`
          : undefined,
    }))
}

function asAdded(row: ImportRow) {
  const names = outsideNames.flatMap(({ value, label }) => (row[value] ? [`${label} ${row[value]}`] : []))
  return [labelOf(accountTypes, row.type), ...(row.active ? [] : ['inactive']), ...names].join(', ')
}

function asChanged({ from, to }: Plan['changed']['rows'][number]) {
  return (Object.keys(fields) as (keyof typeof fields)[])
    .filter((field) => to[field] !== null && from[field] !== to[field])
    .map((field) => `${fields[field].label}: ${formatValue(from[field])} → ${formatValue(to[field])}`)
    .join('; ')
}

function formatValue(value: string | boolean | null) {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return value ? labelOf(accountTypes, value) : 'none'
}
