import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { lastUses, listProfiles } from '../../import-profiles/profiles-store.ts'
import { momentIn } from '../../lib/dates.ts'
import type { ProfileUse } from './routes.ts'

/** The page of all profiles. */
export function listRoutes(scope: FastifyInstance, deps: Deps, uses: readonly ProfileUse[]) {
  scope.get(paths.importProfiles, { config: { permission: 'transactions.read' } }, async (request, reply) => {
    const { timeZone } = (await deps.settings.at(request.user.revision)).organization
    const [profiles, used] = [await listProfiles(deps.db), await lastUses(deps.db)]
    const moment = (at: string | null | undefined) => (at ? momentIn(timeZone, at) : undefined)
    return renderPage(request, reply, {
      template: 'import-profiles/list',
      title: 'Import Profiles - Transactions',
      data: {
        ...(reply.takeFlash() === 'removed'
          ? { message: 'The profile is removed. What it read stays as it is.' }
          : {}),
        profiles: profiles.map(({ id, name, purpose, version, changedBy, changedAt }) => ({
          ...{ name, version, changedBy, path: `${paths.importProfiles}/${id}` },
          purpose: uses.find((use) => use.purpose.name === purpose)?.purpose.label ?? purpose,
          changed: moment(changedAt),
          used: moment(used.get(id)),
        })),
      },
    })
  })
}
