import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { httpProblems } from '../../../http/errors.ts'
import type { Messages } from '../../../http/flash.ts'
import { leadBack } from '../../../http/lead-back.ts'
import { paths } from '../../../http/paths.ts'
import { renderPage } from '../../../http/render.ts'
import { actorOf, rowNumberOf } from '../../../http/request.ts'
import { accountTypes } from '../../../lib/account-number.ts'
import { examplesOf, patternOf } from '../../../lib/chart-format-words.ts'
import { type FieldError, FormReader, labelOf } from '../../../lib/form.ts'
import { may } from '../../../lib/permissions.ts'
import { readyMade } from './ready-made.ts'
import { saveFormats } from './save.ts'
import { usedFormats } from './stored-numbers.ts'

type View = Messages & { status?: number; errors?: FieldError[]; values?: Record<string, string> }

const movedMeanwhile: FieldError = {
  field: '',
  message: 'The formats were changed meanwhile, so nothing was done. They are shown as they are now.',
}

/** All formats; one is removed, and those of a ready-made chart are taken. */
export function formatListRoutes(scope: FastifyInstance, deps: Deps) {
  async function page(request: FastifyRequest, reply: FastifyReply, view: View = {}) {
    const { chartFormats } = view.errors
      ? await deps.settings.now()
      : await deps.settings.at(request.user.revision)
    return renderPage(request, reply.status(view.status ?? 200), {
      template: 'gl-accounts/formats',
      title: 'Formats - GL Accounts',
      data: {
        ...view,
        version: chartFormats.version,
        formats: chartFormats.formats.map((format) => ({
          path: `${paths.chartFormats}/${format.id}`,
          name: format.name,
          pattern: patternOf(format),
          examples: examplesOf(format).join(' to '),
          types: format.types.map((type) => labelOf(accountTypes, type)).join(', '),
        })),
        readyMade,
        readOnly: !may(request.user.role, 'accounts.change'),
      },
    })
  }

  /** Draws the list again where something was wrong, else leads to it with what was done. */
  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    outcome: Awaited<ReturnType<typeof saveFormats>>,
    flash: string,
  ) {
    if (outcome === 'stale') return page(request, reply, { status: 409, errors: [movedMeanwhile] })
    if (Array.isArray(outcome)) return page(request, reply, { status: 422, errors: outcome })
    reply.flash(outcome === 'saved' ? flash : 'unchanged')
    return reply.redirect(paths.chartFormats, 303)
  }

  const change = { config: { permission: 'accounts.change' } } as const
  const read = { config: { permission: 'settings.read' } } as const
  scope.get(paths.chartFormats, read, (request, reply) => page(request, reply, messageOf(reply.takeFlash())))

  const removal = `${paths.chartFormats}/:id/removal`
  leadBack(scope, read.config, [removal, paths.readyMadeFormats])
  scope.post(removal, change, async (request, reply) => {
    const settings = await deps.settings.at(request.user.revision)
    const id = rowNumberOf(request)
    const { formats } = settings.chartFormats
    if (!formats.some((format) => format.id === id)) throw httpProblems.notFound()
    const left = formats.filter((format) => format.id !== id)
    const asked = { formats: left, version: new FormReader(request.body).version(), field: '' }
    return answer(request, reply, await saveFormats(deps, asked, settings, actorOf(request)), 'removed')
  })

  scope.post(paths.readyMadeFormats, change, async (request, reply) => {
    const form = new FormReader(request.body)
    const chosen = form.choice('chart', 'Chart', readyMade)
    const read = form.result(chosen)
    if (!read.ok) return page(request, reply, { status: 422, errors: read.errors, values: read.submitted })
    const settings = await deps.settings.at(request.user.revision)
    const { formats } = settings.chartFormats
    const used = await usedFormats(deps.db, formats)
    const kept = formats.filter((format) => used.has(format))
    const made = readyMade.find(({ value }) => value === chosen)?.formats ?? []
    const added = made.filter((one) => !kept.some((format) => format.name === one.name))
    const next = Math.max(0, ...formats.map(({ id }) => id)) + 1
    const all = [...kept, ...added.map((format, index) => ({ ...format, id: next + index }))]
    const asked = { formats: all, version: form.version(), field: 'chart' }
    const counts = `${added.length}.${formats.length - kept.length}`
    return answer(
      request,
      reply,
      await saveFormats(deps, asked, settings, actorOf(request)),
      `taken.${counts}`,
    )
  })
}

function messageOf(flash: string | undefined): Messages {
  if (flash === 'unchanged') return { note: 'Nothing was changed, so nothing was saved.' }
  if (flash === 'removed') return { message: 'The format is removed.' }
  const [, added, removed] = /^taken\.(\d{1,2})\.(\d{1,2})$/.exec(flash ?? '') ?? []
  if (!added) return {}
  const formats = (count: string | undefined) => (count === '1' ? '1 format is' : `${count} formats are`)
  const gone =
    removed === '0'
      ? ''
      : ` ${formats(removed)} removed, because no number used ${removed === '1' ? 'it' : 'them'}.`
  return { message: `${formats(added)} added.${gone}` }
}
