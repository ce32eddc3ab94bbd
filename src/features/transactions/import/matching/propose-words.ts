import { meaningOf, type Profile, wordKey } from '../../../../import-profiles/profile.ts'
import { passedOver } from '../../../../import-profiles/purpose.ts'
import { readKind, type TransactionKind } from '../../kinds.ts'
import { knownKinds } from '../purpose.ts'
import type { WordCount } from './word-counts.ts'

/** Rows of no kind here: what is only asked for, and what a deposit earns. */
const notOurs = /^(budget|budget billing|levelized|equal pay|deposit interest|dep int|interest on deposit)$/

/** These are services of their own: what they bring in is another account's. */
const isServiceToo = /(tax|penalty|pen|interest|fee)$/

/** What a word for a kind is proposed to mean; '' where nobody can know. */
export function proposeKind(word: string): TransactionKind | typeof passedOver | '' {
  const key = wordKey(word)
  if (notOurs.test(key)) return passedOver
  return readKind(word) ?? (Object.hasOwn(knownKinds, key) ? (knownKinds[key] as TransactionKind) : '')
}

/** The same for a word that names a service and then a kind, as `Water Tax Payment`: `payment Water Tax`. */
export function proposeKindAndService(word: string, services: readonly string[] = []): string {
  const parts = word.trim().split(/\s+/)
  for (let at = 1; at < parts.length; at++) {
    const kind = proposeKind(parts.slice(at).join(' '))
    if (kind === passedOver) return passedOver
    if (kind !== '') {
      const service = (isServiceToo.test(wordKey(word)) ? parts : parts.slice(0, at)).join(' ')
      return `${kind} ${serviceAsSetUp(services, service) ?? service}`
    }
  }
  return ''
}

/** A service that the file names, with the capitals it is set up with; undefined where it is not set up. */
export function serviceAsSetUp(services: readonly string[], word: string): string | undefined {
  if (services.includes(word)) return word
  return services.find((code) => wordKey(code) === wordKey(word))
}

/** The meanings of the words of a file: as the profile has them, else as proposed; a service stands for itself. */
export function proposeWords(
  counts: WordCount[],
  profile: Profile,
  services: readonly string[] = [],
): Profile['words'] {
  const words: Profile['words'] = structuredClone(profile.words)
  for (const { role, word } of counts) {
    const meaning =
      role === 'kind'
        ? proposeKind(word)
        : role === 'kind-and-service'
          ? proposeKindAndService(word, services)
          : role === 'service'
            ? (serviceAsSetUp(services, word) ?? '')
            : ''
    if (meaning !== '' && meaningOf(profile, role, word) === undefined) {
      words[role] = { ...words[role], [wordKey(word)]: meaning }
    }
  }
  return words
}
