import { meaningOf, type Profile, type SignRule } from '../../../../import-profiles/profile.ts'
import { roleOf } from '../../../../import-profiles/purpose.ts'
import { readKind } from '../../kinds.ts'
import { transactionsPurpose } from '../purpose.ts'
import { countSigns, proposeSigns } from '../signs.ts'
import type { Matching } from './matching.ts'
import { proposeWords } from './propose-words.ts'
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

/**
 * Rules that have to be looked at once more after the words were answered, because the figures of their kinds are others
 * now: those of kinds that nobody has said a rule for, and those for which all words of the kind speak against the rule
 * while the words whose figures were shown did not.
 */
export function signsToCheck(
  { counts }: Matching,
  shown: Asking['signs'],
  answered: Profile,
): Record<string, SignRule> {
  const before = proposeSigns(shown)
  const signs = countSigns(counts, answered)
  const now = proposeSigns(signs)
  return Object.fromEntries(
    signs.flatMap(({ kind }) => {
      const [earlier, rule, said] = [before[kind], now[kind] ?? 'as-written', answered.signs[kind]]
      if (rule === said || rule === earlier) return []
      // What was said for an earlier file stands until somebody chooses otherwise; what was proposed before does not.
      return [[kind, earlier === undefined ? (said ?? rule) : rule]]
    }),
  )
}
