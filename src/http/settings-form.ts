import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '../audit/append.ts'
import type { Deps } from '../deps.ts'
import { momentIn } from '../lib/dates.ts'
import { type FieldError, type FormResult, inOrder, labelOf, type Submitted } from '../lib/form.ts'
import { may, type Permission } from '../lib/permissions.ts'
import type { Field, Versioned } from '../settings/section.ts'
import type { Settings } from '../settings/snapshot.ts'
import type { SaveOutcome } from '../versioned-form/save-version.ts'
import { refuseStale, staleToken } from './csrf.ts'
import type { Messages } from './flash.ts'
import { type Crumb, menuOf } from './menu.ts'
import { renderPage } from './render.ts'
import { actorOf, takeDraft } from './request.ts'
import { isPanelRequest } from './security.ts'

/** One field of a refused save: what was saved meanwhile beside what this person typed. */
type Difference = { label: string; saved: string; submitted: string }

/** How a form is drawn when it is not simply what is saved. */
type FormView = Messages & {
  status?: number
  /** What the person typed, where it is not what is saved. */
  submitted?: Submitted
  errors?: FieldError[]
  conflict?: { by: string; at: string; differences: Difference[] }
  hasNewMenu?: boolean
}

/** A form of settings that is read, drawn and saved: what differs from one to the next. */
export type SettingsForm<Value> = {
  path: string
  /** Where a save leads, where that is not the form itself. */
  leadsTo?: string | undefined
  /** Who has it may save; the others see the form and cannot change it. */
  permission: Permission
  /** The fields that come back when the session ended while a person typed; never a secret. */
  keptFields: readonly string[]
  template: string
  title(settings: Settings): string
  /** What lies between the tab of the menu and the form. */
  trail?: readonly Crumb[]
  /** What is saved, as the form would send it. */
  values(settings: Settings): object
  /** What its template is given besides. */
  data?(settings: Settings, view: FormView): object | Promise<object>
  read(body: unknown, settings: Settings): FormResult<Value>
  /**
   * Saves, or answers with what only the database could tell is wrong; `restores` is the history record after which
   * the settings were like that.
   */
  save(value: Value, settings: Settings, actor: Actor, restores?: number): Promise<SaveOutcome>
  current(settings: Settings): Versioned
  /** What the page says after a save; `hint` as `hintOf` gave it. */
  savedMessage(settings: Settings, hint?: string): string | Promise<string>
  /** Something about the value worth saying after the save, as a word that fits a cookie. */
  hintOf?(value: Value): string | undefined
  compare(settings: Settings, value: Value): Difference[]
}

const unchanged = 'Nothing was changed, so nothing was saved.'
const draftIsBack =
  'You are signed in again and what you typed is back, except passwords. It is not saved yet: press Save.'
const draftIsEarlier =
  'The earlier settings are filled in but not put back yet. Fill in what is missing, such as the Password, and press Save.'
/** The form's own two addresses: to see it and to save it. */
export function settingsRoutes<Value>(scope: FastifyInstance, deps: Deps, form: SettingsForm<Value>) {
  const { path, permission, keptFields } = form
  scope.get(path, { config: { permission: 'settings.read' } }, (request, reply) =>
    answerPage(request, reply, deps, form),
  )
  scope.post(path, { config: { permission, keptFields } }, (request, reply) =>
    answerSave(request, reply, deps, form),
  )
}

export async function formPage<Value>(
  request: FastifyRequest,
  reply: FastifyReply,
  form: SettingsForm<Value>,
  settings: Settings,
  view: FormView & Record<string, unknown>,
) {
  return renderPage(request, reply.status(view.status ?? 200), {
    template: form.template,
    title: form.title(settings),
    ...(form.trail && { trail: form.trail }),
    data: {
      ...view,
      path: form.path,
      current: form.current(settings),
      values: view.submitted ?? form.values(settings),
      readOnly: !may(request.user.role, form.permission),
      moment: (at: string) => momentIn(settings.organization.timeZone, at),
      ...(await form.data?.(settings, view)),
    },
  })
}

export async function answerPage<Value>(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
  form: SettingsForm<Value>,
) {
  const settings = await deps.settings.at(request.user.revision)
  const draft = takeDraft(request, form.path)
  if (draft) {
    const note = draft.because === 'put-back' ? draftIsEarlier : draftIsBack
    return formPage(request, reply, form, settings, { submitted: draft.submitted, note })
  }
  return formPage(request, reply, form, settings, await messageOf(reply.takeFlash(), settings, form))
}

async function messageOf<Value>(
  flash: string | undefined,
  settings: Settings,
  form: SettingsForm<Value>,
): Promise<Messages> {
  if (flash === 'unchanged') return { note: unchanged }
  if (flash === 'put-back') return { message: `Put back. ${await form.savedMessage(settings)}` }
  const [code, hint] = flash?.split('.') ?? []
  return code === 'saved' ? { message: await form.savedMessage(settings, hint) } : {}
}

/**
 * Answers a posted form: the fresh panel at once where script is on, else a redirect to the page that
 * shows what was saved. Whatever is wrong comes back with everything typed.
 */
export async function answerSave<Value>(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
  form: SettingsForm<Value>,
) {
  const settings = await deps.settings.at(request.user.revision)
  const read = refuseStale(request, form.read(request.body, settings), 'Save')
  const { submitted, lost, fields } = read
  const draw = (view: FormView, now = settings) => formPage(request, reply, form, now, view)
  const refuse = (status: number, found: FieldError[]) => {
    const more = lost.filter(({ field }) => !found.some((one) => one.field === field))
    return draw({ status, submitted, errors: inOrder([...found, ...more], fields) })
  }
  if (!read.ok) return refuse(read.status, read.errors)
  const { path } = form
  const outcome = await form.save(read.value, settings, actorOf(request))
  if (typeof outcome !== 'string') return refuse(422, outcome)
  const hint = form.hintOf?.(read.value)
  if (outcome !== 'stale' && (form.leadsTo || !isPanelRequest(request))) {
    reply.flash(outcome === 'saved' && hint ? `saved.${hint}` : outcome)
    return reply.redirect(form.leadsTo ?? form.path, 303)
  }
  // What is new has an address of its own once it is added.
  if (form.path !== path) reply.header('hx-push-url', form.path)
  if (outcome === 'unchanged') return draw({ note: unchanged })
  if (outcome === 'saved') {
    const fresh = await deps.settings.afterSave()
    const hasNewMenu = menuOf(fresh).length !== menuOf(settings).length
    return draw({ message: await form.savedMessage(fresh, hint), hasNewMenu }, fresh)
  }
  const fresh = await deps.settings.now()
  const { changedBy, changedAt } = form.current(fresh)
  // Nothing to compare with where nobody has saved: then the form itself was not one of ours.
  if (changedAt === null) return refuse(409, [staleToken('Save')])
  const conflict = { by: changedBy ?? '', at: changedAt, differences: form.compare(fresh, read.value) }
  return draw({ status: 409, submitted, errors: lost, conflict }, fresh)
}

type Fields = Record<string, Pick<Field, 'label' | 'choices' | 'format'>>

/** Pairs what is saved with what was typed, field by field, in the words of the form. */
export function differences(
  fields: Fields,
  saved: Record<string, unknown>,
  submitted: Record<string, unknown>,
): Difference[] {
  return Object.entries(fields).map(([field, { label, choices, format = String }]) => ({
    label,
    saved: choices ? labelOf(choices, saved[field] ?? '') : format((saved[field] ?? '') as string),
    submitted: choices
      ? labelOf(choices, submitted[field] ?? '')
      : format((submitted[field] ?? '') as string),
  }))
}
