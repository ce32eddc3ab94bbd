import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { sendCsv } from '../../../http/send-csv.ts'
import { saveUpload, uploadedName } from '../../../http/upload.ts'
import { readProfileChoice } from '../../../import-profiles/profile-choice.ts'
import { samplePrepaid, samplePrepaidHeading } from '../../../lib/sample-prepaid.ts'
import { newImportFile } from '../../transactions/import/import-files.ts'
import { importPaths } from '../account-path.ts'
import { importPage, notRead } from './choose-file-page.ts'
import { matchingRoutes } from './matching-routes.ts'
import { previewRoutes } from './preview-routes.ts'
import { prepaidPurpose } from './purpose.ts'
import { accountsReader } from './stage.ts'

/** 20,000 accounts have 3 MB. */
const mostBytes = 10_000_000
/** Milliseconds: 10 MB over a thin line. */
const arriveWithin = 5 * 60_000

const tooLarge = {
  kept: 'No account was brought in',
  instead: 'divide it and bring in the parts one after the other',
}

export function importRoutes(scope: FastifyInstance, deps: Deps) {
  const reader = accountsReader(deps)
  scope.addHook('preClose', async () => reader.close())
  const read = { config: { permission: 'prepaid.read' } } as const
  scope.get(importPaths.import, read, (request, reply) => importPage(deps, request, reply, {}))
  scope.get(importPaths.sample, read, (_request, reply) =>
    sendCsv(reply, 'sample-prepaid-accounts.csv', samplePrepaidHeading, [samplePrepaid()]),
  )

  const upload = {
    permission: 'prepaid.change',
    upload: { limit: mostBytes, tooLarge },
    arriveWithin,
  } as const
  scope.post(importPaths.import, { config: upload }, async (request, reply) => {
    const fileName = uploadedName(request)
    const profile = String((request.body as Record<string, unknown>).profile ?? '')
    const asked = await readProfileChoice(deps.db, prepaidPurpose.name, profile)
    const errors = [
      ...(asked ? [] : [{ field: 'profile', message: 'This profile was removed. Choose another.' }]),
      ...(fileName ? [] : [{ field: 'file', message: 'Choose a file.' }]),
    ]
    if (!fileName || !asked) return importPage(deps, request, reply, { errors, profile }, 422)
    const file = newImportFile(deps)
    await saveUpload(request, file)
    const staged = await reader.read({ file, fileName, userId: request.user.id }, asked)
    if (!staged) throw notRead()
    if (staged.is === 'refused') {
      return importPage(deps, request, reply, { read: staged.read, fileName, profile }, 422)
    }
    return reply.redirect(staged.is === 'waiting' ? importPaths.preview : importPaths.matching, 303)
  })
  matchingRoutes(scope, deps, reader)
  previewRoutes(scope, deps)
}
