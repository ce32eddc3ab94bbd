import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { HttpProblem, httpProblems } from '../../http/errors.ts'
import { leadBack } from '../../http/lead-back.ts'
import { paths } from '../../http/paths.ts'
import { actorOf, rowNumberOf } from '../../http/request.ts'
import { answerPage, answerSave, differences, formPage, type SettingsForm } from '../../http/settings-form.ts'
import { formatProfile, profileParts } from '../../import-profiles/profile-view.ts'
import { findProfile, findProfileVersion, listVersions } from '../../import-profiles/profiles-store.ts'
import type { Purpose } from '../../import-profiles/purpose.ts'
import { removeProfile, saveProfile } from '../../import-profiles/save.ts'
import { readRowNumber } from '../../lib/cursor.ts'
import { momentIn } from '../../lib/dates.ts'
import { FormReader } from '../../lib/form.ts'
import { may, type Permission } from '../../lib/permissions.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { keptFields, type NameForm, readNameForm } from './form.ts'
import { listRoutes } from './list-routes.ts'

/** A purpose that profiles are kept for, and who may change those. */
export type ProfileUse = {
  purpose: Purpose
  change: Permission
  /** Where one of it is changed and chosen, and whether one is chosen there. */
  page?: { path: string; label: string; isChosen(settings: Settings, id: number): boolean }
}

/** All profiles, and each with what it says; what uses them is handed in. */
export function importProfileRoutes(scope: FastifyInstance, deps: Deps, uses: readonly ProfileUse[]) {
  listRoutes(scope, deps, uses)
  const read = { config: { permission: 'transactions.read' } } as const
  const change = { permission: 'transactions.import' } as const

  async function formAt(request: FastifyRequest) {
    let profile = await findProfile(deps.db, rowNumberOf(request))
    const use = uses.find(({ purpose }) => purpose.name === profile?.purpose)
    if (!profile || !use) throw httpProblems.notFound()
    const { purpose, change } = use
    const { id, removedAt } = profile
    const asked = readRowNumber((request.query as { version?: unknown }).version)
    const older =
      asked && asked !== profile.version ? await findProfileVersion(deps.db, id, asked) : undefined
    const form: SettingsForm<NameForm> = {
      path: `${paths.importProfiles}/${id}`,
      permission: change,
      keptFields,
      template: 'import-profiles/profile',
      title: () => `${profile?.name} - Import Profiles`,
      values: () => ({ name: profile?.name }),
      async data({ organization }) {
        const shown = older ?? profile
        const told = shown && formatProfile(shown.profile, purpose)
        const moment = (at: string) => momentIn(organization.timeZone, at)
        return {
          ...{
            id,
            name: profile?.name,
            purpose: purpose.label,
            shown: shown?.version,
            isOlder: older !== undefined,
          },
          removed: removedAt && moment(removedAt),
          page: use.page,
          readOnly: removedAt !== null || !may(request.user.role, change),
          parts: Object.entries(profileParts)
            .map(([part, label]) => ({ label, sentences: told?.[part as keyof typeof profileParts] ?? [] }))
            .filter(({ sentences }) => sentences.length > 0),
          versions: (await listVersions(deps.db, id)).map((version) => ({
            ...version,
            saved: moment(version.savedAt),
          })),
        }
      },
      read: readNameForm,
      async save({ name, version }, _, actor) {
        if (!profile) return 'stale'
        const outcome = await saveProfile(
          deps,
          purpose,
          profile,
          { version, name, profile: profile.profile },
          actor,
        )
        profile = await findProfile(deps.db, id)
        return outcome
      },
      current: () => profile ?? { version: 0, savedWith: null, changedAt: null, changedBy: null },
      savedMessage: () => `The profile is called ${profile?.name} now.`,
      compare: (_, value) => differences({ name: { label: 'Name' } }, { name: profile?.name }, value),
    }
    return { form, profile, use }
  }

  /** What may be changed: not by everyone, and not once it was removed. */
  async function changeable(request: FastifyRequest) {
    const found = await formAt(request)
    if (!may(request.user.role, found.use.change)) throw httpProblems.forbidden()
    if (found.profile.removedAt === null) return found
    throw new HttpProblem(
      409,
      'This profile was removed',
      'Nothing was changed. Choose another, or match a file again.',
      { link: { path: paths.importProfiles, label: 'Import profiles' } },
    )
  }

  scope.get(`${paths.importProfiles}/:id`, read, async (request, reply) => {
    const { form } = await formAt(request)
    return answerPage(request, reply, deps, form)
  })

  scope.post(`${paths.importProfiles}/:id`, { config: { ...change, keptFields } }, async (request, reply) => {
    const { form } = await changeable(request)
    return answerSave(request, reply, deps, form)
  })

  const removal = `${paths.importProfiles}/:id/removal`
  leadBack(scope, read.config, [removal])
  scope.post(removal, { config: change }, async (request, reply) => {
    const { form, profile, use } = await changeable(request)
    const chosen = use.page?.isChosen(await deps.settings.now(), profile.id) ? use.page : undefined
    if (chosen) {
      throw new HttpProblem(
        409,
        'Files go by this profile',
        `Nothing was changed. Choose another under ${chosen.label} first, and remove this one then.`,
        { link: chosen },
      )
    }
    const version = new FormReader(request.body).version()
    const outcome = await removeProfile(deps, profile, version, actorOf(request))
    if (outcome === 'saved') {
      reply.flash('removed')
      return reply.redirect(paths.importProfiles, 303)
    }
    const message = 'The profile was changed meanwhile, so it was not removed. Look at what it says now.'
    const settings = await deps.settings.now()
    return formPage(request, reply, form, settings, { status: 409, errors: [{ field: 'name', message }] })
  })
}
