import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { HttpProblem } from '../../../http/errors.ts'
import { paths } from '../../../http/paths.ts'
import { renderPage } from '../../../http/render.ts'
import { saveUpload } from '../../../http/upload.ts'
import type { FieldError } from '../../../lib/form.ts'
import { may } from '../../../lib/permissions.ts'
import { newImportFile } from '../../transactions/import-files.ts'
import { previewRoutes } from './preview-routes.ts'
import type { ReadChart } from './read-file.ts'
import { chartReader } from './stage.ts'

/** A chart of 100,000 accounts has 5 MB. */
const mostBytes = 10_000_000
/** Milliseconds: 10 MB over a thin line. */
const arriveWithin = 5 * 60_000

type View = { errors?: FieldError[]; read?: ReadChart; fileName?: string; message?: string }

const notRead = () =>
  new HttpProblem(
    503,
    'The file was not read to its end',
    'Nothing was imported, and the chart is as it was. Choose the file again under Import.',
  )

function importPage(request: FastifyRequest, reply: FastifyReply, view: View, status = 200) {
  return renderPage(request, reply.status(status), {
    template: 'gl-accounts/import',
    title: `${view.read ? 'Error: ' : ''}Import - GL Accounts`,
    data: { ...view, readOnly: !may(request.user.role, 'accounts.change') },
  })
}

function messageOf(flash: string | undefined) {
  const counts = flash?.match(/^imported\.(\d{1,7})\.(\d{1,7})\.(\d{1,7})$/)
  if (counts) return `Imported: ${counts[1]} added, ${counts[2]} changed, ${counts[3]} made inactive.`
  return undefined
}

export function importRoutes(scope: FastifyInstance, deps: Deps) {
  const reader = chartReader(deps)
  scope.addHook('preClose', async () => reader.close())
  scope.get(paths.accountImport, { config: { permission: 'settings.read' } }, (request, reply) =>
    importPage(request, reply, { message: messageOf(reply.takeFlash()) }),
  )

  const upload = { permission: 'accounts.change', upload: { limit: mostBytes }, arriveWithin } as const
  scope.post(paths.accountImport, { config: upload }, async (request, reply) => {
    const { formats, version } = (await deps.settings.at(request.user.revision)).chartFormats
    const fileName = nameOf(request.upload?.filename)
    if (!fileName) {
      const errors = [{ field: 'file', message: 'Choose a file.' }]
      return importPage(request, reply, { errors }, 422)
    }
    const file = newImportFile(deps)
    await saveUpload(request, file)
    const uploaded = { file, fileName, userId: request.user.id, formats, formatsVersion: version }
    const read = await reader.read(uploaded)
    if (!read) throw notRead()
    if (read.badCount > 0) return importPage(request, reply, { read, fileName }, 422)
    return reply.redirect(paths.accountImportPreview, 303)
  })
  previewRoutes(scope, deps)
}

/** The name without folders and without what cannot be shown. */
function nameOf(sent: string | undefined) {
  return (sent ?? '')
    .split(/[\\/]/)
    .at(-1)
    ?.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .slice(0, 100)
}
