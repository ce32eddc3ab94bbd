import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { httpProblems } from '../../http/errors.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf, rowNumberOf } from '../../http/request.ts'
import { momentIn } from '../../lib/dates.ts'
import type { FieldError, Submitted } from '../../lib/form.ts'
import { may } from '../../lib/permissions.ts'
import type { Settings } from '../../settings/snapshot.ts'
import type { RecordFormat, RecordRow } from './record-view.ts'
import { earlierState, type InterfaceForms, restorable } from './restore.ts'
import { laterChanges, readRecord, saveBefore } from './store.ts'

const overtaken =
  'Someone saved this interface in the meantime, so nothing was put back. Below is what would change now: press Put back again if that is what you want.'

/** The page of one record, and putting an interface back to how it was after it. */
export function recordRoutes(
  scope: FastifyInstance,
  deps: Deps,
  forms: InterfaceForms,
  { formatRecord }: RecordFormat,
) {
  async function find(request: FastifyRequest): Promise<RecordRow> {
    const row = await readRecord(deps.db, rowNumberOf(request))
    if (!row) throw httpProblems.notFound()
    return row
  }

  /** The form that a record can be put back with, and what was set after it. */
  async function restoreOf(row: RecordRow, all: Settings) {
    const found = restorable(row, deps.settings.sections, forms)
    if (!found) return undefined
    const { section, form } = found
    const later = await laterChanges(deps.db, row.subject, row.id)
    const kinds = [section.saved, section.restored].flatMap((event) => event?.kind ?? [])
    const before = await saveBefore(deps.db, row.subject, kinds, row.id)
    return {
      ...{ form, before: before && `${paths.history}/${before}` },
      ...earlierState(section, all[section.name] as never, later),
    }
  }

  async function recordPage(
    request: FastifyRequest,
    reply: FastifyReply,
    row: RecordRow,
    view: { status?: number; errors?: FieldError[]; note?: string | undefined } = {},
  ) {
    const all = await deps.settings.at(request.user.revision)
    const back = await restoreOf(row, all)
    return renderPage(request, reply.status(view.status ?? 200), {
      template: 'history/record',
      title: `Record ${row.id} - History`,
      paper: {},
      data: {
        ...view,
        id: row.id,
        at: momentIn(all.organization.timeZone, row.at),
        ...formatRecord(row, all.chartFormats.formats),
        putBack: back && {
          ...back,
          path: `${paths.history}/${row.id}/put-back`,
          version: back.form.current(all).version,
          hasPassword: row.subject !== 'general-ledger',
          tab: back.form.path,
          mayChange: may(request.user.role, back.form.permission),
        },
      },
    })
  }

  scope.get(`${paths.history}/:id`, { config: { permission: 'history.read' } }, async (request, reply) => {
    const row = await find(request)
    return recordPage(request, reply, row, { note: reply.takeFlash() === 'unchanged' ? same : undefined })
  })

  scope.get(
    `${paths.history}/:id/put-back`,
    { config: { permission: 'history.read' } },
    async (request, reply) => reply.redirect(`${paths.history}/${(await find(request)).id}`, 303),
  )

  scope.post(
    `${paths.history}/:id/put-back`,
    { config: { permission: 'interfaces.change' } },
    async (request, reply) => {
      const row = await find(request)
      const all = await deps.settings.at(request.user.revision)
      const back = await restoreOf(row, all)
      if (!back) throw httpProblems.notFound()
      const { form, body } = back
      // Who may change an interface may not always change where it connects to.
      if (!may(request.user.role, form.permission)) throw httpProblems.forbidden()
      const { version } = request.body as { version?: unknown }
      const read = form.read({ ...body, version }, all)
      if (!read.ok) return openTab(request, reply, form.path, read.submitted)
      const outcome = await form.save(read.value, all, actorOf(request), row.id)
      if (typeof outcome !== 'string') return openTab(request, reply, form.path, read.submitted)
      if (outcome === 'stale') {
        return recordPage(request, reply, row, {
          status: 409,
          errors: [{ field: '', message: overtaken }],
        })
      }
      reply.flash(outcome === 'saved' ? 'put-back' : outcome)
      return reply.redirect(outcome === 'saved' ? form.path : `${paths.history}/${row.id}`, 303)
    },
  )
}

/** The tab knows best what is missing, such as a password: it opens with the earlier state filled in. */
function openTab(request: FastifyRequest, reply: FastifyReply, path: string, submitted: Submitted) {
  request.session.draft = { path, submitted, because: 'put-back' }
  return reply.redirect(path, 303)
}

const same = 'The interface is already as it was after this record, so nothing was saved.'
