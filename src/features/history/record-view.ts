import type { HistoryRow } from '../../audit/audit-store.ts'
import { type AuditEvent, type Change, changesIn, type Field, type Raw } from '../../audit/event.ts'
import { formatTold, servedByKind } from '../../lib/account-number.ts'
import type { ChartFormat } from '../../lib/chart-format.ts'
import type { Section } from '../../settings/section.ts'

export type RecordRow = Omit<HistoryRow, 'subject_type' | 'subject_id' | 'previous_hash' | 'hash'>

type FormattedChange = { field: string; label: string; from: string | undefined; to: string }

/** `formats`: those of the chart, where the value may be the number of an account. */
export function formatValue(
  { choices, format, accountKind }: Field,
  value: Raw,
  formats: ChartFormat[] = [],
) {
  const text = String(value)
  if (accountKind) return formatTold(text, servedByKind(formats, accountKind))
  const label = choices?.find((choice) => choice.value === text)?.label ?? format?.(value)
  return label ?? (text === 'true' ? 'yes' : text === 'false' ? 'no' : text)
}

const capitalized = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)

/** Not what every object has: a user may be called constructor. */
function own<Value>(words: Record<string, Value> | undefined, name: string): Value | undefined {
  return words && Object.hasOwn(words, name) ? words[name] : undefined
}

function inOneLine({ label, from, to }: FormattedChange) {
  if (from === undefined) return `${label}: ${to || 'nothing'}`
  if (!from) return `${label} set to ${to || 'nothing'}`
  return to ? `${label} from ${from} to ${to}` : `${label} ${from} removed`
}

/** `meter-reading.read-again` of `7` → `Meter reading 7: read again`, for kinds that are not declared any more. */
function sentenceOf(kind: string, subject: string) {
  const [noun = '', ...act] = kind.replaceAll('-', ' ').split('.')
  // Some subjects say already what they are, such as `batch 12`.
  const what = subject.startsWith(noun) ? '{subject}' : subject ? `${noun} {subject}` : noun
  return `${what}: ${act.join(' ')}`
}

/** What a record calls the thing it is about, in words. */
export function formatSubject(
  about: Pick<AuditEvent['about'], 'format' | 'isAccount'> | undefined,
  label: string,
  formats: ChartFormat[],
): string {
  if (about?.isAccount) return formatTold(label, { formats })
  return about?.format?.(label) ?? label
}

export type RecordFormat = ReturnType<typeof recordFormat>

/** Puts records into words; `events` are those that are declared today, and records may be older. */
export function recordFormat(events: AuditEvent[], sections: readonly Section[]) {
  const eventOf = new Map(events.map((event) => [event.kind, event]))

  /** `import.canceled` → `Import: canceled` */
  const formatKind = (kind: string) =>
    eventOf.get(kind)?.label ?? capitalized(kind.split('.').filter(Boolean).join(': ').replaceAll('-', ' '))

  /** A user may be called organization. */
  const sectionOf = ({ kind, subject }: RecordRow) =>
    eventOf.get(kind)?.about.type ? undefined : sections.find((entry) => entry.subject === subject)

  function fieldOf(row: RecordRow, field: string): Field {
    const spaced = field.replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('-', ' ')
    return (
      own(sectionOf(row)?.fields, field) ??
      own(eventOf.get(row.kind)?.fields, field) ?? { label: capitalized(spaced.toLowerCase()) }
    )
  }

  function formatChange(
    row: RecordRow,
    { field, from, to }: Change,
    formats: ChartFormat[],
  ): FormattedChange {
    const known = fieldOf(row, field)
    return {
      field,
      label: known.label,
      from: from === undefined ? undefined : formatValue(known, from, formats),
      to: formatValue(known, to, formats),
    }
  }

  /** A record in a person's words, account numbers as the chart's formats write them. */
  function formatRecord(row: RecordRow, formats: ChartFormat[]) {
    const event = eventOf.get(row.kind)
    const changes = changesIn(row).map((change) => formatChange(row, change, formats))
    const subject = sectionOf(row)?.label ?? formatSubject(event?.about, row.subject, formats)
    const saidAlready = new Set<string>()
    const to = (field: string) => {
      saidAlready.add(field)
      return changes.find((change) => change.field === field)?.to
    }
    const { sentence = sentenceOf(row.kind, subject) } = event ?? {}
    const template = typeof sentence === 'string' ? sentence : sentence({ who: row.user_name, subject, to })
    const listed = changes
      .filter(({ field }) => !saidAlready.has(field))
      .map(inOneLine)
      .join('; ')
    const isWhole = listed === '' || template.includes('{changes}')
    const said = (sentence: string, parts: Record<string, string>) =>
      `${capitalized(
        sentence.replace(/\{(subject|changes)\}/g, (_, part) => parts[part] as string).replace(/[\s:]+$/, ''),
      )}.`
    return {
      who: row.user_name || 'Someone not signed in',
      from: row.address === 'terminal' ? 'the terminal' : row.address,
      kind: formatKind(row.kind),
      subject,
      what: said(`${template}${isWhole ? '' : ' ({changes})'}`, { subject, changes: listed }),
      inShort: said(template.replace(' ({changes})', ''), { subject, changes: '' }),
      changes,
    }
  }

  return { events, formatKind, formatRecord }
}
