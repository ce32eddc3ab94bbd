import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { HttpProblem } from '../../../http/errors.ts'
import { paths } from '../../../http/paths.ts'
import { renderPage } from '../../../http/render.ts'
import { profileChoices } from '../../../import-profiles/profile-choice.ts'
import type { FieldError } from '../../../lib/form.ts'
import { may } from '../../../lib/permissions.ts'
import { chartPurpose } from './purpose.ts'
import type { ReadChart } from './read-file.ts'

type View = { errors?: FieldError[]; read?: ReadChart; fileName?: string; message?: string; profile?: string }

/** In a problem after which the file is chosen again. */
export const chooseAgain = { link: { path: paths.accountImport, label: 'Choose the file again' } }

export const notRead = () =>
  new HttpProblem(
    503,
    'The file was not read to its end',
    'Nothing was imported, and the chart is as it was. Choose the file again under Import.',
    chooseAgain,
  )

/** The page where a file is chosen, also with what was wrong with the last one. */
export async function importPage(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  view: View,
  status = 200,
) {
  return renderPage(request, reply.status(status), {
    template: 'gl-accounts/import',
    title: `${view.read ? 'Error: ' : ''}Import - GL Accounts`,
    data: {
      ...view,
      values: { profile: view.profile ?? '' },
      profiles: await profileChoices(deps.db, chartPurpose.name),
      readOnly: !may(request.user.role, 'accounts.change'),
    },
  })
}
