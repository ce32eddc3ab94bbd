import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { HttpProblem } from '../../../http/errors.ts'
import { paths } from '../../../http/paths.ts'
import { renderPage } from '../../../http/render.ts'
import { actorOf } from '../../../http/request.ts'
import { versionLabel } from '../../../import-profiles/profile.ts'
import { findProfileVersion } from '../../../import-profiles/profiles-store.ts'
import { readRowNumber } from '../../../lib/cursor.ts'
import type { FieldError } from '../../../lib/form.ts'
import { importPaths } from '../account-path.ts'
import { bringIn, importFingerprint } from './bring-in.ts'
import { chooseAgain } from './choose-file-page.ts'
import { findStaged, type StagedImport } from './imports-store.ts'
import { type Part, planImport } from './plan.ts'
import { partsOf } from './preview-view.ts'

const onAPage = 50

const gone = () =>
  new HttpProblem(
    404,
    'No file is waiting to be brought in',
    'It was brought in already, or another one was chosen since. Choose the file again under Bring in accounts.',
    chooseAgain,
  )

/** What a file would change, before it counts. */
export function previewRoutes(scope: FastifyInstance, deps: Deps) {
  async function preview(request: FastifyRequest, reply: FastifyReply, errors?: FieldError[]) {
    const staged = await findStaged(deps.db, request.user.id)
    if (!staged || staged.outcome) throw gone()
    const { part, after } = readPage(request.query)
    const plan = await planImport(deps.db, staged.id, { limit: onAPage, part, after })
    const { added, changed, refused } = plan.counts
    return renderPage(request, reply.status(errors ? 409 : 200), {
      template: 'prepaid-accounts/import-preview',
      title: 'Preview of the accounts - Prepaid',
      trail: [['Bring in accounts', importPaths.import]],
      data: {
        errors,
        ...{
          fileName: staged.fileName,
          remarks: staged.remarks,
          links: importPaths,
          isPage: part !== undefined,
        },
        fingerprint: importFingerprint(deps, staged.id, plan.digest),
        ...{ taken: added + changed, refused, profile: await profileOf(staged) },
        parts: partsOf(plan, onAPage).filter(({ name, count }) => count > 0 && (!part || name === part)),
      },
    })
  }

  /** What the file was read by, where it was not our own layout. */
  async function profileOf({ profileId, profileVersion }: StagedImport) {
    const found =
      profileId && profileVersion && (await findProfileVersion(deps.db, profileId, profileVersion))
    return found ? { name: versionLabel(found), path: `${paths.importProfiles}/${found.id}` } : undefined
  }

  const change = { config: { permission: 'prepaid.change' } } as const
  scope.get(importPaths.preview, change, (request, reply) => preview(request, reply))
  scope.post(importPaths.preview, change, async (request, reply) => {
    const { fingerprint } = request.body as { fingerprint?: unknown }
    const outcome = await bringIn(deps, String(fingerprint), actorOf(request))
    if (outcome === 'gone') throw gone()
    if (outcome === 'moved') {
      const message =
        'The accounts, or the file that waits, changed after this page was shown. Nothing was brought in. This is what it would do now.'
      return preview(request, reply, [{ field: '', message }])
    }
    reply.flash(`brought-in.${outcome.added}.${outcome.changed}.${outcome.refused}`)
    return reply.redirect(paths.prepaidAccounts, 303)
  })
}

/** `?part=added&after=51`: a page of one part, as the address asks for it. */
function readPage(query: unknown): { part?: Part; after?: number | undefined } {
  const { part, after } = query as Record<string, unknown>
  if (part !== 'added' && part !== 'changed' && part !== 'unchanged' && part !== 'refused') return {}
  return { part, after: readRowNumber(after) }
}
