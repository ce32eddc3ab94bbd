import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '../audit/append.ts'
import type { Deps } from '../deps.ts'
import type { FieldError, FormResult, Submitted } from '../lib/form.ts'
import { readSettings, type Settings, type SettingsReader } from '../settings/snapshot.ts'
import type { Saved } from '../settings/versioned.ts'
import type { Origin, SaveOutcome } from '../versioned-form/save-version.ts'
import { refuseStale, staleToken } from './csrf.ts'
import type { Messages } from './flash.ts'
import { actorOf } from './request.ts'
import { isPanelRequest } from './security.ts'

/** One field of a refused save: what was saved meanwhile beside what this person typed. */
type Difference = { label: string; saved: string; submitted: string }

/** How a form is drawn when it is not simply what is saved. */
export type FormView = Messages & {
  status?: number
  /** What the person typed, where it is not what is saved. */
  submitted?: Submitted
  errors?: FieldError[]
  conflict?: { by: string; at: string; differences: Difference[] }
}

/** A form of settings that is read, drawn and saved: what differs from one to the next. */
export type SettingsForm<Value> = {
  path: string
  page(request: FastifyRequest, reply: FastifyReply, settings: Settings, view: FormView): Promise<unknown>
  read(body: unknown, settings: Settings): FormResult<Value>
  /**
   * Saves, or answers with what only the database could tell is wrong; `origin` is given where the save comes
   * from elsewhere than the form's own page.
   */
  save(value: Value, settings: Settings, actor: Actor, origin?: Origin): Promise<SaveOutcome>
  current(settings: Settings): Saved
  /** What the page says after a save; `hint` as `hintOf` gave it. */
  saved(settings: Settings, hint?: string): string
  /** Something about the value worth saying after the save, as a word that fits a cookie. */
  hintOf?(value: Value): string | undefined
  compare(settings: Settings, value: Value): Difference[]
}

const unchanged = 'Nothing was changed, so nothing was saved.'
const draftIsBack =
  'You are signed in again and what you typed is back, except passwords. It is not saved yet: press Save.'
const draftIsEarlier =
  'The earlier state is filled in, but not put back yet: complete what is missing, such as the Password, and press Save.'

export async function answerPage<Value>(
  request: FastifyRequest,
  reply: FastifyReply,
  reader: SettingsReader,
  form: SettingsForm<Value>,
) {
  const settings = await reader(request.user.revision)
  const { draft } = request.session
  if (draft?.path === form.path) {
    request.session.draft = undefined
    const note = draft.because === 'put-back' ? draftIsEarlier : draftIsBack
    return form.page(request, reply, settings, { submitted: draft.submitted, note })
  }
  const flash = reply.takeFlash()
  return form.page(request, reply, settings, saidOf(flash, settings, form))
}

function saidOf<Value>(flash: string | undefined, settings: Settings, form: SettingsForm<Value>): Messages {
  if (flash === 'unchanged') return { note: unchanged }
  if (flash === 'put-back') return { message: `Put back. ${form.saved(settings)}` }
  const [code, hint] = flash?.split('.') ?? []
  return code === 'saved' ? { message: form.saved(settings, hint) } : {}
}

/**
 * Answers a posted form: the fresh panel at once where script is on, else a redirect to the page that
 * shows what was saved. Whatever is wrong comes back with everything typed.
 */
export async function answerSave<Value>(
  request: FastifyRequest,
  reply: FastifyReply,
  { db }: Deps,
  reader: SettingsReader,
  form: SettingsForm<Value>,
) {
  const settings = await reader(request.user.revision)
  const read = refuseStale(request, form.read(request.body, settings), 'Save')
  const { submitted, lost } = read
  const refused = (status: number, found: FieldError[]) => {
    const errors = [...found, ...lost.filter(({ field }) => !found.some((one) => one.field === field))]
    return form.page(request, reply, settings, { status, submitted, errors })
  }
  if (!read.ok) return refused(read.status, read.errors)
  const outcome = await form.save(read.value, settings, actorOf(request))
  if (typeof outcome !== 'string') return refused(422, outcome)
  if (outcome !== 'stale' && !isPanelRequest(request)) {
    const hint = form.hintOf?.(read.value)
    reply.flash(outcome === 'saved' && hint ? `saved.${hint}` : outcome)
    return reply.redirect(form.path, 303)
  }
  if (outcome === 'stale') {
    const fresh = await readSettings(db)
    const conflict = conflictOf(fresh, form, read.value)
    if (!conflict) return refused(409, [staleToken('Save')])
    return form.page(request, reply, fresh, { status: 409, submitted, errors: lost, conflict })
  }
  if (outcome === 'unchanged') return form.page(request, reply, settings, { note: unchanged })
  const fresh = await reader.afterSave()
  return form.page(request, reply, fresh, { message: form.saved(fresh, form.hintOf?.(read.value)) })
}

/** Nothing to compare with where nobody has saved: then the form itself was not one of ours. */
function conflictOf<Value>(settings: Settings, form: SettingsForm<Value>, value: Value) {
  const { changedBy, changedAt } = form.current(settings)
  return changedAt === null
    ? undefined
    : { by: changedBy ?? '', at: changedAt, differences: form.compare(settings, value) }
}

/** Pairs what is saved with what was typed, field by field. */
export function differences(
  labels: Record<string, string>,
  saved: Submitted,
  submitted: Submitted,
): Difference[] {
  return Object.entries(labels).map(([field, label]) => ({
    label,
    saved: saved[field] ?? '',
    submitted: submitted[field] ?? '',
  }))
}
