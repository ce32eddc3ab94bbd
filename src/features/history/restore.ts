import { changesIn, type Raw } from '../../audit/event.ts'
import type { SettingsForm } from '../../http/settings-form.ts'
import { asSubmitted, isSave, type Section, storedFields } from '../../settings/section.ts'
import { formatValue, type RecordRow } from './record-view.ts'

type State = Record<string, Raw>

// biome-ignore lint/suspicious/noExplicitAny: what a form's value is stays the form's own business.
export type InterfaceForms = Record<string, SettingsForm<any>>

/** The section and the form of an interface, where the record is a save of one. */
export function restorable(
  { kind, subject }: RecordRow,
  sections: readonly Section[],
  forms: InterfaceForms,
) {
  const section = sections.find((one) => one.subject === subject && isSave(one, kind))
  const form = Object.hasOwn(forms, subject) ? forms[subject] : undefined
  return section && form && { section, form }
}

/**
 * What was set after a record: what is set now, with each later change taken back, newest first. A secret is in no
 * record, so it is not restored. `body` is what the form would send for it, `steps` each field beside what is set now.
 */
export function earlierState(section: Section, now: State, later: RecordRow[]) {
  const then = { ...now }
  for (const record of later.filter(({ kind }) => isSave(section, kind))) {
    for (const { field, from } of changesIn(record)) {
      // Old records hold all values as text.
      if (from !== undefined) then[field] = typeof now[field] === 'boolean' ? String(from) === 'true' : from
    }
  }
  const steps = storedFields(section).map(([field, known]) => {
    const format = (state: State) => formatValue(known, state[field] ?? '')
    return { label: known.label, now: format(now), back: format(then) }
  })
  return { body: asSubmitted(section, then), steps, differs: steps.some(({ now, back }) => now !== back) }
}
