import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { HttpProblem } from '../../../http/errors.ts'
import { paths } from '../../../http/paths.ts'
import { actorOf } from '../../../http/request.ts'
import { saveUpload, uploadedName } from '../../../http/upload.ts'
import { readProfileChoice } from '../../../import-profiles/profile-choice.ts'
import { newImportFile } from '../../transactions/import/import-files.ts'
import { runPath } from '../bill-run-path.ts'
import type { FileMaker } from '../file/file-maker.ts'
import { listPage } from '../list-page.ts'
import { billsPurpose } from './purpose.ts'
import type { BillsReader } from './stage.ts'

/** An export of 50,000 bills has 20 MB. */
const mostBytes = 30_000_000
/** Milliseconds: 30 MB over a thin line. */
const arriveWithin = 10 * 60_000

/** In a problem after which the file is chosen again. */
export const chooseAgain = { link: { path: paths.bills, label: 'Choose the file again' } }

export const notRead = () =>
  new HttpProblem(
    503,
    'The file was not read to its end',
    'No bill was brought in. Choose the file again on Bills.',
    chooseAgain,
  )

const tooLarge = {
  kept: 'No bill was brought in',
  instead: 'export the bills of one period alone, then choose that file',
}

export function uploadRoutes(scope: FastifyInstance, deps: Deps, reader: BillsReader, maker: FileMaker) {
  const upload = { permission: 'billing.send', upload: { limit: mostBytes, tooLarge }, arriveWithin } as const
  scope.post(paths.bills, { config: upload }, async (request, reply) => {
    const fileName = uploadedName(request)
    const profile = String((request.body as Record<string, unknown>).profile ?? '')
    const asked = await readProfileChoice(deps.db, billsPurpose.name, profile)
    const errors = [
      ...(asked ? [] : [{ field: 'profile', message: 'This profile was removed. Choose another.' }]),
      ...(fileName ? [] : [{ field: 'file', message: 'Choose a file.' }]),
    ]
    if (!fileName || !asked) return listPage(deps, request, reply, { errors, profile }, 422)
    const file = newImportFile(deps)
    await saveUpload(request, file)
    const staged = await reader.read({ file, fileName, actor: actorOf(request) }, asked)
    if (!staged) throw notRead()
    if (staged.is === 'refused') {
      return listPage(deps, request, reply, { read: staged.read, fileName, profile }, 422)
    }
    if (staged.is === 'brought-in') {
      // The preview shows it; where it cannot be written now, a button there does, and says why not.
      await maker.make(staged, actorOf(request))
      reply.flash('brought-in')
    }
    return reply.redirect(runPath(staged.id), 303)
  })
}
