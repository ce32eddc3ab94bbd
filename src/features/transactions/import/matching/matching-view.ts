import { fixedField, fixedLabel, fixedRoles, roleChoices } from '../../../../import-profiles/columns-form.ts'
import { nameOfColumn } from '../../../../import-profiles/heading.ts'
import { opensAlike } from '../../../../import-profiles/opened-anew.ts'
import type { Profile, SignRule } from '../../../../import-profiles/profile.ts'
import { dateOrders, delimiters, encodings, signRules } from '../../../../import-profiles/profile-view.ts'
import { type Purpose, roleOf } from '../../../../import-profiles/purpose.ts'
import { passedOverFinder } from '../../../../import-profiles/row-reader.ts'
import { meaningChoices, submittedWordsOf } from '../../../../import-profiles/words-form.ts'
import { formatSum } from '../../../../lib/money.ts'
import { labelOf, type TransactionKind } from '../../kinds.ts'
import { number } from '../import-view.ts'
import { transactionsPurpose as purpose } from '../purpose.ts'
import { asSigned, formatSign } from '../signs.ts'
import type { Asking } from './asking.ts'
import type { Matching } from './matching.ts'

const examplesShown = 3
/** Of a row that is passed over; more would be read by nobody. */
const longestText = 80

/** The form that matches the columns of a file; `values` are what its fields hold. */
export function columnsView({ profile, rows, remarks }: Matching, values: Record<string, string>) {
  const heading = profile.hasHeading ? rows[0]?.fields : undefined
  const whyPassedOver = passedOverFinder(profile, heading)
  const data = rows.slice(heading ? 1 : 0).map(({ line, fields }) => {
    const why = whyPassedOver(fields)
    return {
      line,
      fields,
      why,
      text: fields
        .filter((cell) => cell !== '')
        .join(' ')
        .slice(0, longestText),
    }
  })
  return {
    remarks,
    columns: profile.columns.map(({ heading }, index) => {
      const examples = data.flatMap(({ fields, why }) => (why ? [] : (fields[index] ?? ''))).filter(Boolean)
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
    names: asLine(profile.columns.map(({ heading }, index) => heading || `Column ${index + 1}`)),
    rows: data.map(({ fields, ...row }) => ({
      ...row,
      cells: asLine(profile.columns.map((_, index) => fields[index] ?? '')),
    })),
    fixed: fixedRoles(purpose)
      .filter(([role]) => values[fixedField(role)] !== '' || !isInAColumn(role, values))
      .map(([role, { words, ...named }]) => ({
        name: fixedField(role),
        label: fixedLabel(named),
        choices: words?.choices && [{ value: '', label: 'In a column' }, ...words.choices],
      })),
    delimiters,
    encodings,
    dateOrders,
  }
}

/** However many columns a file has, a row of it fits a page of any width like this. */
const asLine = (cells: string[]) => cells.join(' | ')

/** Whether columns say already what a value for every row would say. */
function isInAColumn(role: string, values: Record<string, string>) {
  const needs: Purpose['needs'] = purpose.needs
  const isRead = (one: string) =>
    Object.entries(values).some(([field, value]) => field.startsWith('column-') && value === one)
  const ways = needs.find((need) => need.ways.some((way) => way.includes(role)))?.ways ?? [[role]]
  return ways.some((way) => way.every(isRead))
}

/** What the form of the words holds before anybody typed. */
export function proposedValues({ name, base }: Matching, { proposed, asked }: Asking) {
  return submittedWordsOf(proposed, purpose, asked, name ?? base?.name ?? '')
}

/** The form that says what words mean, with how often each is there and what its amounts come to. */
export function wordsView({ asked, signs }: Asking, services: string[], values: Record<string, string>) {
  return {
    services,
    words: asked.map(({ role, word, rows, cents, line, example }, index) => {
      const { label, words } = roleOf(purpose, role) ?? { label: role }
      const count = rows === 1 ? '1 row' : `${number(rows)} rows`
      return {
        name: `word-${index}`,
        label: `${label} \u201c${word}\u201d`,
        hint: `${count}, ${formatSum(cents)} in the file. Line ${line}: ${example}`,
        choices: meaningChoices(purpose, role),
        and: words?.and && `${words.and} of \u201c${word}\u201d`,
      }
    }),
    signs: signs.map((count) => ({
      name: `sign-${count.kind}`,
      label: `Signs of ${labelOf(count.kind)}`,
      hint: formatSign(count, 'as-written').split(arrow)[0],
      choices: rulesFor(count.kind, values[`sign-${count.kind}`]).map(({ value, label }) => ({
        value,
        // What it comes to is first, because a narrow box cuts the end off.
        label: `${formatSign(count, value).split(arrow)[1]} (${label.toLowerCase()})`,
      })),
    })),
  }
}

/** Of rules that come to the same for a kind only one, which is the chosen one where it is one of them. */
function rulesFor(kind: TransactionKind, chosen: string | undefined) {
  const isTurned = (rule: SignRule) => asSigned(1, kind, rule) < 0
  return signRules.filter(({ value }) => {
    const same = signRules.filter((other) => isTurned(other.value) === isTurned(value))
    return value === (same.find((other) => other.value === chosen) ?? same[0])?.value
  })
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
      const of = typed[`of-${index}`]?.trim() ?? column.of
      return roles.includes(role) ? { ...column, role, of } : column
    }),
    fixed: Object.fromEntries(
      fixedRoles(purpose).flatMap(([role]) => {
        const text = typed[fixedField(role)]?.trim()
        return text ? [[role, text]] : []
      }),
    ),
    passedOver: (typed.passedOver ?? '').split(/\r\n?|\n/).filter((line) => line.trim() !== ''),
  }
}

/** Whether what was typed opens other rows, and says nothing of where their names are. */
export function isOtherFile(typed: Profile, draft: Profile) {
  const { headingLine, hasHeading } = draft
  const isSameLine = typed.headingLine === headingLine && typed.hasHeading === hasHeading
  return isSameLine && !opensAlike(typed, draft)
}
