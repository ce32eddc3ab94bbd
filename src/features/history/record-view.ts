import type { HistoryRow } from '../../audit/audit-store.ts'
import { type AuditEvent, type Change, changesIn, type Field, type Raw } from '../../audit/event.ts'
import type { Section } from '../../settings/section.ts'

export type RecordRow = Omit<HistoryRow, 'subject_type' | 'subject_id' | 'previous_hash' | 'hash'>

type FormattedChange = { field: string; label: string; from: string | undefined; to: string }

export function formatValue({ choices, format }: Field, value: Raw) {
  const text = String(value)
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
  return `${label} from ${from || 'nothing'} to ${to || 'nothing'}`
}

/** `meter-reading.read-again` of `7` → `Meter reading 7: read again`, for kinds that are not declared any more. */
function sentenceOf(kind: string, subject: string) {
  const [noun = '', ...act] = kind.replaceAll('-', ' ').split('.')
  // Some subjects say already what they are, such as `batch 12`.
  const what = subject.startsWith(noun) ? '{subject}' : subject ? `${noun} {subject}` : noun
  return `${what}: ${act.join(' ')}`
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

  function formatChange(row: RecordRow, { field, from, to }: Change): FormattedChange {
    const known = fieldOf(row, field)
    return {
      field,
      label: known.label,
      from: from === undefined ? undefined : formatValue(known, from),
      to: formatValue(known, to),
    }
  }

  /** A record in a person's words. */
  function formatRecord(row: RecordRow) {
    const event = eventOf.get(row.kind)
    const changes = changesIn(row).map((change) => formatChange(row, change))
    const subject = sectionOf(row)?.label ?? event?.about.format?.(row.subject) ?? row.subject
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
    const parts: Record<string, string> = { subject, changes: listed }
    const what = `${template}${isWhole ? '' : ' ({changes})'}`
      .replace(/\{(subject|changes)\}/g, (_, part) => parts[part] as string)
      .replace(/[\s:]+$/, '')
    return {
      who: row.user_name || 'Somebody not signed in',
      from: row.address === 'terminal' ? 'the terminal' : row.address,
      kind: formatKind(row.kind),
      subject,
      what: `${capitalized(what)}.`,
      changes,
    }
  }

  return { events, formatKind, formatRecord }
}
