import { isSave, settingsTables } from '../../audit/audit-entities.ts'
import type { SettingsForm } from '../../http/settings-form.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { changesOf, type RecordRow, valueInWords } from './record-view.ts'

type State = Record<string, string>

/** One field of an earlier state beside what is set now. */
type Step = { label: string; now: string; back: string }

type Earlier = {
  /** What the tab's form would send for the earlier state; secrets are left out. */
  body: State
  steps: Step[]
  differs: boolean
}

// biome-ignore lint/suspicious/noExplicitAny: what a form's value is stays the form's own business.
export type InterfaceForms = Record<string, SettingsForm<any>>

/** Whether a record has a state that can be put back: a save of an interface. */
export function canBePutBack({ kind, subject }: RecordRow, forms: InterfaceForms) {
  return isSave(kind) && Object.hasOwn(forms, subject)
}

/**
 * How an interface stood after a record: what is set now, with each later change taken back, newest first.
 * A secret is in no record, so it is in no state.
 */
function stateAfter(now: State, later: RecordRow[]): State {
  const state = { ...now }
  for (const record of later.filter(({ kind }) => isSave(kind))) {
    for (const { field, from } of changesOf(record)) {
      if (from !== undefined && Object.hasOwn(state, field)) state[field] = String(from)
    }
  }
  return state
}

export function earlierState(
  subject: string,
  forms: InterfaceForms,
  settings: Settings,
  later: RecordRow[],
): Earlier {
  const fields = settingsTables.find((entry) => entry.subject === subject)?.fields ?? {}
  const current = forms[subject]?.current(settings) as unknown as Record<string, unknown>
  const plain = Object.keys(fields).filter((field) => field !== 'password')
  const now: State = Object.fromEntries(plain.map((field) => [field, String(current[field])]))
  const then = stateAfter(now, later)
  const steps = plain.map((field) => {
    const known = fields[field] as (typeof fields)[string]
    const inWords = (state: State) => valueInWords(known, state[field] ?? '')
    return { label: known.label, now: inWords(now), back: inWords(then) }
  })
  const sent = (value: string) => (value === 'true' ? 'on' : value === 'false' ? '' : value)
  return {
    body: Object.fromEntries(Object.entries(then).map(([field, value]) => [field, sent(value)])),
    steps,
    differs: plain.some((field) => now[field] !== then[field]),
  }
}
