import type { ProfileName } from '../../../import-profiles/profile.ts'
import type { FileProposal } from '../../../import-profiles/propose-file.ts'
import type { BadRow, ServiceWord } from './read-file.ts'

/** What a person is asked before their file can be read, and what they have said so far. */
export type Matching = FileProposal & {
  /** First what the columns are, then what the words mean and how the profile is called. */
  step: 'columns' | 'words'
  /** Goes up with each answer: what was sent from a page before it is not taken. */
  change: number
  /** The profile that this makes a version of. */
  saved?: ProfileName | undefined
  words: ServiceWord[]
  /** What is wrong with the file as it was read last. */
  bad: BadRow[]
  badCount: number
}
