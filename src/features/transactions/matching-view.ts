import { fixedField, fixedRoles, roleChoices } from '../../import-profiles/columns-form.ts'
import { nameOfColumn } from '../../import-profiles/heading.ts'
import { type Profile, wordKey } from '../../import-profiles/profile.ts'
import { dateOrders, delimiters, encodings, signRules } from '../../import-profiles/profile-view.ts'
import { roleOf } from '../../import-profiles/purpose.ts'
import { meaningChoices } from '../../import-profiles/words-form.ts'
import { formatCents } from '../../lib/money.ts'
import type { Asking } from './asking.ts'
import { number } from './import-view.ts'
import { labelOf } from './kinds.ts'
import type { Matching } from './matching.ts'
import { transactionsPurpose as purpose } from './purpose.ts'
import { formatSign } from './signs.ts'

const examplesShown = 3

/** The form that matches the columns of a file; `values` are what its fields hold. */
export function columnsView({ profile, rows, remarks }: Matching, values: Record<string, string>) {
  const data = profile.hasHeading ? rows.slice(1) : rows
  return {
    remarks,
    columns: profile.columns.map(({ heading }, index) => {
      const examples = data.map(({ fields }) => fields[index] ?? '').filter((cell) => cell !== '')
      const of = roleOf(purpose, values[`column-${index}`] ?? '')?.of
      const name = nameOfColumn(heading, index)
      return {
        label: name,
        hint:
          examples.length > 0
            ? `Such as ${[...new Set(examples)].slice(0, examplesShown).join(' \u00b7 ')}`
            : 'Empty at first',
        choices: roleChoices(purpose),
        of: of || heading === '' ? `${of ?? 'What'} of ${name}` : undefined,
      }
    }),
    names: profile.columns.map(({ heading }, index) => heading || `Column ${index + 1}`),
    rows: data.map(({ line, fields }) => ({
      line,
      cells: profile.columns.map((_, index) => fields[index] ?? ''),
    })),
    fixed: fixedRoles(purpose).map(([role, { label, words }]) => ({
      name: fixedField(role),
      label: `${label} of every row`,
      choices: words?.choices && [{ value: '', label: 'In a column' }, ...words.choices],
    })),
    delimiters,
    encodings,
    dateOrders,
  }
}

/** The form that says what words mean, with how often each is there and what its amounts come to. */
export function wordsView({ asked, signs }: Asking, services: string[]) {
  return {
    services,
    words: asked.map(({ role, word, rows, cents, line, example }, index) => {
      const { label, words } = roleOf(purpose, role) ?? { label: role }
      const count = rows === 1 ? '1 row' : `${number(rows)} rows`
      return {
        name: `word-${index}`,
        label: `${label} \u201c${word}\u201d`,
        hint: `${count}, ${formatCents(cents)} in the file. Line ${line}: ${example}`,
        choices: meaningChoices(purpose, role),
        and: words?.and && `${words.and} of \u201c${word}\u201d`,
      }
    }),
    signs: signs.map((count) => ({
      name: `sign-${count.kind}`,
      label: `Signs of ${labelOf(count.kind)}`,
      hint: formatSign(count, 'as-written').split(arrow)[0],
      choices: signRules.map(({ value, label }) => ({
        value,
        // What it comes to is first, because a narrow box cuts the end off.
        label: `${formatSign(count, value).split(arrow)[1]} (${label.toLowerCase()})`,
      })),
    })),
  }
}

/** Between what is in the file and what it comes to. */
const arrow = ' \u2192 '

/** The columns form as somebody sent it, also where it is not right yet, so that the file can be shown like that. */
export function draftAsTyped(draft: Profile, typed: Record<string, string>): Profile {
  const roles = roleChoices(purpose).map(({ value }) => value)
  return {
    ...draft,
    headingLine: Number(typed.headingLine),
    hasHeading: typed.hasHeading === 'on',
    delimiter: typed.delimiter as Profile['delimiter'],
    encoding: typed.encoding as Profile['encoding'],
    sheet: (typed.sheet ?? '').trim(),
    dateOrder: typed.dateOrder === 'day-first' ? 'day-first' : 'month-first',
    columns: draft.columns.map((column, index) => {
      const role = typed[`column-${index}`] ?? column.role
      return roles.includes(role) ? { ...column, role } : column
    }),
    passedOver: (typed.passedOver ?? '').split(/\r\n?|\n/).filter((line) => line.trim() !== ''),
  }
}

/** Whether what was typed opens other rows, and says nothing of where their names are. */
export function isOtherFile(typed: Profile, draft: Profile) {
  const { headingLine, hasHeading } = draft
  const isSameLine = typed.headingLine === headingLine && typed.hasHeading === hasHeading
  return isSameLine && !opensAlike(typed, draft)
}

/** Whether two profiles open a file as the same rows. */
export function opensAlike(one: Profile, other: Profile) {
  const of = ({ headingLine, hasHeading, delimiter, encoding, sheet }: Profile) =>
    JSON.stringify([headingLine, hasHeading, delimiter, encoding, wordKey(sheet)])
  return of(one) === of(other)
}
