import { roleChoices, submittedOf } from '../../../import-profiles/columns-form.ts'
import { nameOfColumn } from '../../../import-profiles/heading.ts'
import { delimiters, encodings } from '../../../import-profiles/profile-view.ts'
import { meaningChoices, submittedWordsOf, withTyped } from '../../../import-profiles/words-form.ts'
import type { Submitted } from '../../../lib/form.ts'
import type { Matching } from './matching.ts'
import { chartPurpose } from './purpose.ts'

const mostExamples = 3

/** The words that are asked about, in the order of the form's fields. */
export function askedWords({ unknown }: Matching) {
  return unknown.map(({ word }) => ({ role: 'type', word }))
}

/** Each column of the file with its first values, and what it is taken for. */
export function columnsView({ profile, remarks, rows, bad, badCount }: Matching, submitted?: Submitted) {
  return {
    values: submitted ?? submittedOf(profile),
    remarks,
    bad,
    badCount,
    dateOrder: profile.dateOrder,
    roles: roleChoices(chartPurpose),
    delimiters,
    encodings,
    columns: profile.columns.map(({ heading }, index) => {
      const values = rows.map((fields) => fields[index]?.trim() ?? '').filter((value) => value !== '')
      const examples = [...new Set(values)].slice(0, mostExamples).join(' · ')
      return { name: `column-${index}`, label: nameOfColumn(heading, index), hint: examples || 'Empty here' }
    }),
  }
}

/** What the form of the words holds before anybody typed. */
export function proposedValues(matching: Matching) {
  const { profile, saved } = matching
  return submittedWordsOf(profile, chartPurpose, askedWords(matching), saved?.name ?? '')
}

/** Each word with how often it is there and one row that has it. */
export function wordsView(matching: Matching, submitted?: Submitted) {
  const { saved, typed, unknown } = matching
  return {
    values: submitted ?? withTyped(proposedValues(matching), typed, askedWords(matching)),
    saved,
    meanings: meaningChoices(chartPurpose, 'type'),
    words: unknown.map(({ word, rows, line, example }, index) => ({
      name: `word-${index}`,
      label: `“${word}”`,
      hint: `${rows === 1 ? '1 account' : `${rows.toLocaleString('en-US')} accounts`}, such as line ${line}: ${example}`,
    })),
  }
}
