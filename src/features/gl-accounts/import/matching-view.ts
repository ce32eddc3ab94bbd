import { proposalView } from '../../../import-profiles/proposal-view.ts'
import { meaningChoices, submittedWordsOf, withTyped } from '../../../import-profiles/words-form.ts'
import type { Submitted } from '../../../lib/form.ts'
import type { Matching } from './matching.ts'
import { chartPurpose } from './purpose.ts'

/** The words that are asked about, in the order of the form's fields. */
export function askedWords({ unknown }: Matching) {
  return unknown.map(({ word }) => ({ role: 'type', word }))
}

/** The form of the columns, with what is wrong with the file as it was read last. */
export function columnsView(matching: Matching, submitted?: Submitted) {
  const { bad, badCount } = matching
  return { ...proposalView(matching, chartPurpose, submitted), bad, badCount }
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
