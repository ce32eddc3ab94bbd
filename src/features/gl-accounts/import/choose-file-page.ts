import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { HttpProblem } from '../../../http/errors.ts'
import { paths } from '../../../http/paths.ts'
import { renderPage } from '../../../http/render.ts'
import { listProfiles } from '../../../import-profiles/profiles-store.ts'
import type { FieldError } from '../../../lib/form.ts'
import { may } from '../../../lib/permissions.ts'
import type { ReadChart } from './read-file.ts'

type View = { errors?: FieldError[]; read?: ReadChart; fileName?: string; message?: string; profile?: string }

export const recognized = { value: '', label: 'Recognized from the file' }
export const matched = { value: 'match', label: 'Not known yet: match its columns' }

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
  const saved = (await listProfiles(deps.db, 'gl-accounts')).map(({ id, name }) => ({
    value: String(id),
    label: name,
  }))
  return renderPage(request, reply.status(status), {
    template: 'gl-accounts/import',
    title: `${view.read ? 'Error: ' : ''}Import - GL Accounts`,
    data: {
      ...view,
      values: { profile: view.profile ?? '' },
      profiles: [recognized, ...saved, matched],
      readOnly: !may(request.user.role, 'accounts.change'),
    },
  })
}
