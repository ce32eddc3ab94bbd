import { startOfDay } from '../../lib/dates.ts'
import { type Choice, FormReader, type FormResult } from '../../lib/form.ts'
import type { Section } from '../../settings/section.ts'
import type { AskedAbout } from './about.ts'
import type { HistoryFilter } from './filter.ts'
import type { RecordFormat } from './record-view.ts'

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
      { value: '', label: 'Everybody' },
      ...people.map(({ id, name }) => ({ value: String(id), label: name })),
      { value: nobody, label: 'Nobody signed in' },
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
  if (from && to && from > to) form.addError('to', 'To is before From. Exchange them.')
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
