import type { Change, HistoryRow } from '../../audit/append.ts'
import { otherFields, otherSubjects, settingsTables } from '../../audit/audit-entities.ts'
import { kindLabel, say } from '../../audit/audit-events.ts'
import type { Field } from '../../settings/section.ts'

type WordedChange = { label: string; from: string | undefined; to: string }

/** A record in a person's words. */
type WordedRecord = { who: string; from: string; kind: string; what: string; changes: WordedChange[] }

export type RecordRow = Omit<HistoryRow, 'previous_hash' | 'hash'>

/** Not what every object has: a user may be called constructor. */
function own<Value>(words: Record<string, Value>, name: string): Value | undefined {
  return Object.hasOwn(words, name) ? words[name] : undefined
}

function fieldOf(subject: string, field: string): Field {
  const table = settingsTables.find((entry) => entry.subject === subject)
  const spaced = field
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .toLowerCase()
  const known = table && own<Field>(table.fields, field)
  return known ?? own(otherFields, field) ?? { label: spaced.charAt(0).toUpperCase() + spaced.slice(1) }
}

export function valueInWords({ choices }: Field, value: string | boolean) {
  const text = String(value)
  const choice = choices?.find((entry) => entry.value === text)
  if (choice) return choice.label
  return text === 'true' ? 'yes' : text === 'false' ? 'no' : text
}

/** The changes that a record holds; none when somebody made them unreadable, which `verify` finds. */
export function changesOf({ changes }: Pick<HistoryRow, 'changes'>): Change[] {
  try {
    return JSON.parse(changes)
  } catch {
    return []
  }
}

function wordedChanges(row: RecordRow): WordedChange[] {
  return changesOf(row).map(({ field, from, to }) => {
    const known = fieldOf(row.subject, field)
    return {
      label: known.label,
      from: from === undefined ? undefined : valueInWords(known, from),
      to: valueInWords(known, to),
    }
  })
}

function inOneLine({ label, from, to }: WordedChange) {
  if (from === undefined) return `${label}: ${to || 'nothing'}`
  return `${label} from ${from || 'nothing'} to ${to || 'nothing'}`
}

export function subjectLabel(subject: string) {
  const table = settingsTables.find((entry) => entry.subject === subject)
  return table?.label ?? own(otherSubjects, subject) ?? subject
}

export function inWords(row: RecordRow): WordedRecord {
  const changes = wordedChanges(row)
  const raw = changesOf(row)
  const what = say(row.kind, {
    who: row.user_name,
    subject: subjectLabel(row.subject),
    changes: changes.map(inOneLine).join('; '),
    to: (field) => changes[raw.findIndex((change) => change.field === field)]?.to,
  })
  return {
    who: row.user_name || 'Somebody not signed in',
    from: row.address === 'terminal' ? 'the terminal' : row.address,
    kind: kindLabel(row.kind),
    what,
    changes,
  }
}
