import { meaningChoices, submittedWordsOf } from '../../../import-profiles/words-form.ts'
import type { Submitted } from '../../../lib/form.ts'
import type { Matching } from './matching.ts'
import { prepaidPurpose } from './purpose.ts'
import type { KnownService } from './read-row.ts'

/** Each word of services with how often it is there, and what it is taken for until somebody says otherwise. */
export function wordsView(
  { profile, saved, words }: Matching,
  services: readonly KnownService[],
  submitted?: Submitted,
) {
  const guesses = Object.fromEntries(words.map(({ guess }, index) => [`word-${index}`, guess]))
  const proposed = submittedWordsOf(profile, prepaidPurpose, words, saved?.name ?? '')
  const values = {
    ...guesses,
    ...Object.fromEntries(Object.entries(proposed).filter(([, text]) => text !== '')),
  }
  const fields = words.map(({ role, word, rows, line }, index) => ({
    ...{ role, name: `word-${index}`, label: `“${word}”` },
    hint: `${rows === 1 ? '1 account' : `${rows.toLocaleString('en-US')} accounts`}, such as line ${line}`,
  }))
  return {
    values: submitted ?? values,
    saved,
    meanings: meaningChoices(prepaidPurpose, 'service-type'),
    codes: services.map(({ code }) => code),
    services: fields.filter(({ role }) => role === 'service'),
    types: fields.filter(({ role }) => role === 'service-type'),
  }
}
