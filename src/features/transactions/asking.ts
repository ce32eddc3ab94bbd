import { meaningOf, type Profile, type SignRule } from '../../import-profiles/profile.ts'
import { roleOf } from '../../import-profiles/purpose.ts'
import { readKind } from './kinds.ts'
import type { Matching } from './matching.ts'
import { proposeWords } from './propose-words.ts'
import { transactionsPurpose } from './purpose.ts'
import { countSigns, proposeSigns } from './signs.ts'
import type { WordCount } from './word-counts.ts'

export type Asking = {
  /** The words that nobody has said the meaning of. */
  asked: WordCount[]
  signs: ReturnType<typeof countSigns>
  /** The profile with what is proposed for them. */
  proposed: Profile
}

/** What is asked about the words of a file; `services` are those that are set up, whose words say enough. */
export function askedBy({ profile, known, counts }: Matching, services: string[]): Asking {
  const asked = counts.filter(({ role, word }) => {
    if (!roleOf(transactionsPurpose, role)?.words) return false
    if (meaningOf({ ...profile, words: known }, role, word) !== undefined) return false
    return role === 'kind' ? readKind(word) === undefined : !(role === 'service' && services.includes(word))
  })
  const words = proposeWords(counts, profile, services)
  const signs = countSigns(counts, { ...profile, words })
  return {
    asked,
    signs,
    proposed: { ...profile, words, signs: { ...proposeSigns(signs), ...profile.signs } },
  }
}

/** Kinds that the words turned out to have, whose signs the form did not ask about yet. */
export function signsNotAsked(
  { counts }: Matching,
  profile: Profile,
  kinds: string[],
): Record<string, SignRule> {
  const signs = countSigns(counts, profile)
  const proposed = proposeSigns(signs)
  const missing = signs.filter(({ kind }) => !kinds.includes(kind))
  return Object.fromEntries(missing.map(({ kind }) => [kind, proposed[kind] ?? 'as-written']))
}
