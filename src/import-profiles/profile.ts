import type { Encoding } from '../lib/csv-encoding.ts'

/** What a file is imported for; each has roles of its own (`Purpose`). */
export type PurposeName = 'transactions' | 'gl-accounts' | 'bills' | 'bills-sent' | 'provider-payments'

/** Which part of a numeric date comes first; a day of the form 2026-01-31 or 31-Jan-26 is read with each. */
export type DateOrder = 'month-first' | 'day-first'

/** What a column holds: a role of the purpose, or '' where it is passed over. */
export type ProfileColumn = {
  /** As the file's heading names it; '' where it has none, so that the column is found by its place. */
  heading: string
  role: string
  /** What a role that several columns may have is of, such as the service whose amounts stand in the column; else ''. */
  of: string
}

/** How amounts of a kind become those of the register: `effect` reads them as what they do to what a customer owes. */
export type SignRule = 'as-written' | 'reversed' | 'effect'

/**
 * How the files of one source are read, as one version of a profile says it. It is plain data: stored as JSON, compared
 * and told in History field by field, and handed to the process that reads.
 */
export type Profile = {
  /** The line that names the columns, counted from 1 as an editor does; what is above is passed over. */
  headingLine: number
  /** Without one, `headingLine` is the first row, and columns are found by their place. */
  hasHeading: boolean
  /** '' is told by the file. */
  delimiter: '' | ',' | ';' | '\t' | '|'
  encoding: '' | Encoding
  /** Of a workbook; '' is its first. */
  sheet: string
  dateOrder: DateOrder
  columns: ProfileColumn[]
  /** By role: what stands in every row, where no column has it. */
  fixed: Record<string, string>
  /** By role, the file's words (`wordKey`) and what they mean here. */
  words: Record<string, Record<string, string>>
  /** By kind of transaction. */
  signs: Record<string, SignRule>
  /** Rows with a cell that fits one of these are passed over and counted; `*` stands for anything. */
  passedOver: string[]
}

/** One word for all spellings of it: capitals and repeated spaces make no difference. */
export function wordKey(word: string): string {
  return word.trim().toLowerCase().replace(/\s+/g, ' ')
}

/** What a word of the file means by the profile; undefined where it says nothing. */
export function meaningOf({ words }: Profile, role: string, word: string): string | undefined {
  const meanings = words[role]
  if (!meanings) return undefined
  const key = wordKey(word)
  return Object.hasOwn(meanings, key) ? meanings[key] : undefined
}

/** A profile as it is kept; each save makes a version, and files name the one that read them. */
export type SavedProfile = {
  id: number
  purpose: PurposeName
  name: string
  version: number
  profile: Profile
}
