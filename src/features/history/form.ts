import { startOfDay } from '../../lib/dates.ts'
import { type Choice, FormReader, type FormResult, labelOf, type Submitted } from '../../lib/form.ts'
import type { Section } from '../../settings/section.ts'
import type { AskedAbout } from './about.ts'
import { historyEvents } from './events.ts'
import type { HistoryFilter } from './filter.ts'
import { formatValue, type RecordFormat } from './record-view.ts'

/** What the filter offers. */
type FilterChoices = { people: Choice[]; subjects: Choice[]; kinds: Choice[]; about: AskedAbout | undefined }

const nobody = '-'

export function filterChoices(
  people: { id: number; name: string }[],
  kinds: string[],
  sections: readonly Section[],
  { formatKind }: RecordFormat,
  asked: AskedAbout | undefined,
): FilterChoices {
  return {
    about: asked,
    people: [
      { value: '', label: 'Everyone' },
      ...people.map(({ id, name }) => ({ value: String(id), label: name })),
      { value: nobody, label: 'Not signed in' },
    ],
    subjects: [
      { value: '', label: 'Everything' },
      ...(asked ? [asked.choice] : []),
      ...sections.map(({ subject, label }) => ({ value: subject, label })),
    ],
    kinds: [
      { value: '', label: 'Every kind' },
      ...kinds
        .map((kind) => ({ value: kind, label: formatKind(kind) }))
        .sort((a, b) => (a.label < b.label ? -1 : 1)),
    ],
  }
}

/** Reads the filter from the address; days are those of the organization's calendar. */
export function readFilter(
  query: unknown,
  choices: FilterChoices,
  timeZone: string,
): FormResult<HistoryFilter> {
  const form = new FormReader(query)
  const person = form.choice('person', 'Person', choices.people)
  const subject = form.choice('subject', 'About', choices.subjects)
  const kind = form.choice('kind', 'Kind', choices.kinds)
  const from = form.date('from', 'From')
  const to = form.date('to', 'To')
  if (from && to && from > to) form.addError('to', 'To is before From. Switch them.')
  return form.result({
    ...(person ? { userId: person === nobody ? null : Number(person) } : {}),
    ...(subject === choices.about?.choice.value
      ? { about: choices.about.about }
      : subject
        ? { subject }
        : {}),
    ...(kind ? { kind } : {}),
    ...(from ? { from: startOfDay(timeZone, from) } : {}),
    ...(to ? { before: startOfDay(timeZone, to, 1) } : {}),
  })
}

/** What the list is narrowed by, the choices by their labels. */
export function narrowedBy(submitted: Submitted, { people, subjects, kinds }: FilterChoices): Submitted {
  const labels: Record<string, Choice[]> = { person: people, subject: subjects, kind: kinds }
  return Object.fromEntries(
    Object.entries(submitted)
      .filter(([, value]) => value !== '')
      .map(([field, value]) => [field, labelOf(labels[field], value)]),
  )
}

/** The same as the head of a printed page says it. */
export function filterInWords(submitted: Submitted, choices: FilterChoices): string {
  const { fields } = historyEvents.exported
  return Object.entries(narrowedBy(submitted, choices))
    .map(([name, value]) => {
      const field = fields[name]
      return field && `${field.label}: ${formatValue(field, value)}`
    })
    .join('; ')
}
