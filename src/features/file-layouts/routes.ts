import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { httpProblems } from '../../http/errors.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { answerPage, answerSave, differences, type SettingsForm } from '../../http/settings-form.ts'
import { formatProfile, profileParts } from '../../import-profiles/profile-view.ts'
import { readyMadeLayouts } from '../../import-profiles/ready-made/all.ts'
import { beginnings, purposeCalled } from './begin.ts'
import { draftRoutes } from './draft-routes.ts'
import { listDrafts } from './drafts-store.ts'
import { type ChoiceForm, keptFields, readChoiceForm } from './form.ts'
import { choicesFor, listedLayouts, ownLayouts } from './layouts-view.ts'
import { providerIn } from './provider.ts'
import { saveChoice } from './save.ts'
import { layoutUses } from './settings.ts'

const messages: Record<string, string> = {
  // What a cookie says is looked up here: it finds nothing that objects have by themselves.
  __proto__: null as never,
  layout: 'The layout is saved. Choose it here, so that files go by it.',
  removed: 'The layout in the making is removed.',
}

/** Which layouts files go by, all that there are, and those in the making. */
export function fileLayoutsRoutes(scope: FastifyInstance, deps: Deps) {
  async function choiceForm(): Promise<SettingsForm<ChoiceForm>> {
    const own = await ownLayouts(deps.db)
    const choices = choicesFor(own)
    return {
      path: paths.fileLayouts,
      permission: 'billing.send',
      keptFields,
      template: 'file-layouts/list',
      title: () => 'Layouts - Billing',
      values: ({ fileLayouts: { bills, payments } }) => ({ bills, payments }),
      data: async (settings) => ({
        choices,
        ...listedLayouts(own, settings),
        drafts: (await listDrafts(deps.db)).map((draft) => ({
          ...draft,
          path: `${paths.fileLayouts}/drafts/${draft.id}`,
        })),
        beginnings: await beginnings(deps),
        provider: providerIn(settings),
      }),
      read: (body) => readChoiceForm(body, choices),
      save: (value, settings, actor) => saveChoice(deps, value, settings, choices, actor),
      current: ({ fileLayouts }) => fileLayouts,
      savedMessage: (_, hint) => messages[hint ?? ''] ?? 'Files go by these layouts from now on.',
      compare: ({ fileLayouts }, value) => {
        const fields = layoutUses.map(({ use, label }) => [use, { label, choices: choices[use] }] as const)
        return differences(Object.fromEntries(fields), fileLayouts, value)
      },
    }
  }

  scope.get(paths.fileLayouts, { config: { permission: 'billing.read' } }, async (request, reply) =>
    answerPage(request, reply, deps, await choiceForm()),
  )
  scope.post(
    paths.fileLayouts,
    { config: { permission: 'billing.send', keptFields } },
    async (request, reply) => answerSave(request, reply, deps, await choiceForm()),
  )

  const readyMade = `${paths.fileLayouts}/ready-made`
  scope.get(`${readyMade}/:key`, { config: { permission: 'billing.read' } }, async (request, reply) => {
    const { key } = request.params as { key: string }
    const made = readyMadeLayouts.find((one) => one.key === key)
    if (!made) throw httpProblems.notFound()
    const told = formatProfile(made.profile, purposeCalled(made.purpose))
    return renderPage(request, reply, {
      template: 'file-layouts/ready-made',
      title: `${made.name} - Layouts`,
      data: {
        made,
        parts: Object.entries(profileParts)
          .map(([part, label]) => ({ label, sentences: told[part as keyof typeof profileParts] }))
          .filter(({ sentences }) => sentences.length > 0),
      },
    })
  })
  draftRoutes(scope, deps)
}
