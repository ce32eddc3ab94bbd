import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { HttpProblem } from '../../../http/errors.ts'
import { renderPage } from '../../../http/render.ts'
import { profileChoices } from '../../../import-profiles/profile-choice.ts'
import type { FieldError } from '../../../lib/form.ts'
import { may } from '../../../lib/permissions.ts'
import { importPaths } from '../account-path.ts'
import { prepaidPurpose } from './purpose.ts'
import type { ReadAccounts } from './read-file.ts'

type View = { errors?: FieldError[]; read?: ReadAccounts; fileName?: string; profile?: string }

/** In a problem after which the file is chosen again. */
export const chooseAgain = { link: { path: importPaths.import, label: 'Choose the file again' } }

export const notRead = () =>
  new HttpProblem(
    503,
    'The file was not read to its end',
    'No account was brought in. Choose the file again under Bring in accounts.',
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
    template: 'prepaid-accounts/import',
    title: `${view.read ? 'Error: ' : ''}Bring in accounts - Prepaid`,
    data: {
      ...view,
      links: importPaths,
      values: { profile: view.profile ?? '' },
      profiles: await profileChoices(deps.db, prepaidPurpose.name),
      readOnly: !may(request.user.role, 'prepaid.change'),
    },
  })
}
