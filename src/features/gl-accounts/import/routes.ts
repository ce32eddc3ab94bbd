import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { paths } from '../../../http/paths.ts'
import { sendCsv } from '../../../http/send-csv.ts'
import { saveUpload, uploadedName } from '../../../http/upload.ts'
import { readProfileChoice } from '../../../import-profiles/profile-choice.ts'
import { sampleChart, sampleChartHeading } from '../../../lib/sample-chart.ts'
import { newImportFile } from '../../transactions/import/import-files.ts'
import { importPage, notRead } from './choose-file-page.ts'
import { matchingRoutes } from './matching-routes.ts'
import { previewRoutes } from './preview-routes.ts'
import { chartPurpose } from './purpose.ts'
import { chartReader } from './stage.ts'

/** A chart of 100,000 accounts has 5 MB. */
const mostBytes = 10_000_000
/** Milliseconds: 10 MB over a thin line. */
const arriveWithin = 5 * 60_000

function messageOf(flash: string | undefined) {
  const counts = flash?.match(/^imported\.(\d{1,7})\.(\d{1,7})\.(\d{1,7})$/)
  if (counts) return `Imported: ${counts[1]} added, ${counts[2]} changed, ${counts[3]} made inactive.`
  return undefined
}

const tooLarge = {
  kept: 'Nothing was imported',
  instead: 'divide it and import the parts one after the other',
}

export function importRoutes(scope: FastifyInstance, deps: Deps) {
  const reader = chartReader(deps)
  scope.addHook('preClose', async () => reader.close())
  scope.get(paths.accountImport, { config: { permission: 'settings.read' } }, (request, reply) =>
    importPage(deps, request, reply, { message: messageOf(reply.takeFlash()) }),
  )

  scope.get(paths.sampleChart, { config: { permission: 'settings.read' } }, (_request, reply) =>
    sendCsv(reply, 'sample-chart.csv', sampleChartHeading, [sampleChart()]),
  )

  const upload = {
    permission: 'accounts.change',
    upload: { limit: mostBytes, tooLarge },
    arriveWithin,
  } as const
  scope.post(paths.accountImport, { config: upload }, async (request, reply) => {
    const { chartFormats } = await deps.settings.at(request.user.revision)
    const fileName = uploadedName(request)
    const profile = String((request.body as Record<string, unknown>).profile ?? '')
    const asked = await readProfileChoice(deps.db, chartPurpose.name, profile)
    const errors = [
      ...(asked ? [] : [{ field: 'profile', message: 'This profile was removed. Choose another.' }]),
      ...(fileName ? [] : [{ field: 'file', message: 'Choose a file.' }]),
    ]
    if (!fileName || !asked) return importPage(deps, request, reply, { errors, profile }, 422)
    const file = newImportFile(deps)
    await saveUpload(request, file)
    const staged = await reader.read({ file, fileName, userId: request.user.id, chartFormats }, asked)
    if (!staged) throw notRead()
    if (staged.is === 'refused') {
      return importPage(deps, request, reply, { read: staged.read, fileName, profile }, 422)
    }
    return reply.redirect(staged.is === 'waiting' ? paths.accountImportPreview : paths.accountMatching, 303)
  })
  matchingRoutes(scope, deps, reader)
  previewRoutes(scope, deps)
}
