import type { Profile } from '../../../import-profiles/profile.ts'
import type { TableRow } from '../../../import-profiles/table-item.ts'
import { fromPlainCell } from '../../../lib/csv-line.ts'
import { identifierProblem, lengthProblem, longestServiceCode } from '../../../lib/identifier.ts'

const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029]/u

type TextRule = { label: string; limit: number; isKey?: true; isOptional?: true }

/** Of the roles whose text is kept; `limit` counts characters, `isKey` tells things apart. */
export const textRules = {
  source: { label: 'Source', limit: 60, isKey: true, isOptional: true },
  reference: { label: 'Reference', limit: 60, isKey: true },
  date: { label: 'Date', limit: 30 },
  kind: { label: 'Kind', limit: 40 },
  'kind-and-service': { label: 'Kind and service', limit: 80 },
  customer: { label: 'Customer', limit: 60, isKey: true },
  service: { label: 'Service', limit: longestServiceCode, isKey: true },
  description: { label: 'Description', limit: 200, isOptional: true },
  batch: { label: 'Batch', limit: 40, isOptional: true },
  line: { label: 'Line', limit: 20, isKey: true, isOptional: true },
} as const satisfies Record<string, TextRule>

type Text = keyof typeof textRules

const roles = Object.keys(textRules) as Text[]
const noTexts = Object.fromEntries(roles.map((role) => [role, ''])) as Record<Text, string>

/** Reads the texts that a row has, or that the profile gives to all rows. */
export function textReader({ columns, fixed }: Profile) {
  const isGiven = (role: string) => fixed[role] !== undefined || columns.some((one) => one.role === role)
  const read = roles.filter(isGiven).map((role): TextRule & { role: Text } => ({ role, ...textRules[role] }))
  return {
    isGiven,

    textsOf({ cells }: TableRow): Record<Text, string> {
      const texts = { ...noTexts }
      // The register's own export may have put an apostrophe in front, so that a spreadsheet runs nothing.
      for (const { role } of read) texts[role] = fromPlainCell(cells[role] ?? fixed[role] ?? '')
      return texts
    },

    /** All that is wrong with them, each the end of a sentence. */
    problemsOf(texts: Record<Text, string>): string[] {
      const problems: string[] = []
      for (const { role, label, limit, isKey, isOptional } of read) {
        const text = texts[role]
        if (text === '' && !isOptional) problems.push(`${label} is missing`)
        const problem = isKey ? identifierProblem(text, limit) : textProblem(text, limit)
        if (problem) problems.push(`${label} ${problem}`)
      }
      return problems
    },
  }
}

function textProblem(text: string, limit: number) {
  return unprintable.test(text)
    ? 'holds a line break or another sign that cannot be seen'
    : lengthProblem(text, limit)
}
