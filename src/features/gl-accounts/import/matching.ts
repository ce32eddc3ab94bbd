import type { Profile, SavedProfile } from '../../../import-profiles/profile.ts'
import type { TypedWords } from '../../../import-profiles/words-form.ts'
import type { BadRow, UnknownWord } from './read-file.ts'

/** A saved profile without what it says. */
export type ProfileName = Pick<SavedProfile, 'id' | 'version' | 'name'>

/** What is proposed for a file that nothing recognizes: `rows` are its first ones, to know the columns by. */
export type ChartProposal = { profile: Profile; remarks: string[]; rows: string[][] }

/** What a person is asked before their file can be read, and what they have said so far. */
export type Matching = ChartProposal & {
  /** First what the columns are, then what the words mean and how the profile is called. */
  step: 'columns' | 'words'
  /** Goes up with each answer: what was sent from a page before it is not taken. */
  change: number
  /** The profile that this makes a version of. */
  saved?: ProfileName | undefined
  unknown: UnknownWord[]
  typed?: TypedWords
  /** What is wrong with the file as it was read last. */
  bad: BadRow[]
  badCount: number
}
