import type { Encoding } from '../lib/csv-encoding.ts'

/** What a file is imported for; each has roles of its own (`Purpose`). */
export type PurposeName =
  | 'transactions'
  | 'gl-accounts'
  | 'bills'
  | 'bills-sent'
  | 'provider-payments'
  | 'prepaid-accounts'

/** Which part of a numeric date comes first; a day of the form 2026-01-31 or 31-Jan-26 is read with each. */
export type DateOrder = 'month-first' | 'day-first'

/** What a column holds: a role of the purpose, or '' where it is passed over. */
export type ProfileColumn = {
  /** As the file's heading names it; '' where it has none, so that the column is found by its place. */
  heading: string
  role: string
  /** What a role that several columns may have is of, such as the service whose amounts stand in the column; else ''. */
  of: string
  /** Of a fixed width file. */
  place?: Place
  /** Where its dates are written unlike the others of the file. */
  datePattern?: string
  /** What is written in every row, where no role gives it. */
  text?: string
  /** How what is shorter than its place is filled up; by itself amounts are right and the rest is left, with blanks. */
  align?: 'left' | 'right'
  pad?: ' ' | '0'
  /** Characters, where nothing but this limits it. */
  longest?: number
  /** A row without it is not written. */
  isNeeded?: boolean
}

/** Characters of a line of a fixed width file, or columns of another, counted from 1; both ends belong to it. */
export type Place = { from: number; to: number }

/** What a record holds that is none of the rows: words of the product, or a role. */
export type RecordColumn = {
  place: Place
  /**
   * `count` and `sum` are of the rows since the record of its kind before, `records` counts all of them with this one, and
   * `text` is what is always written. A role is for the rows below.
   */
  holds: 'count' | 'sum' | 'records' | 'text' | (string & {})
  /** Of `count` and `sum`: only the rows whose kind is one of these words of the file, with blanks between; '' is all. */
  of: string
  text: string
}

/** A kind of record that is told from the rows. */
export type RecordRule = {
  /** `mark` is the text at `recordAt`, or how many values it has; the last record of a file needs none. */
  toldBy: 'mark' | 'values' | 'last'
  mark: string
  /** Where one is `row`, a record of which nothing is said is an error; else it is a row. */
  is: 'row' | 'skipped' | 'opening' | 'totals'
  columns: RecordColumn[]
}

/** How amounts below zero are written; read is each of them. */
type BelowZero = 'refused' | 'minus' | 'minus-behind' | 'cr' | 'brackets'

/** What the files have to hold exactly that go to or come from another program by themselves. */
export type FileRules = {
  /** Columns are found by their `place`, and no sign is between them. */
  isFixedWidth: boolean
  /** Whether lines of a fixed width file may end where only blanks would follow. */
  mayEndEarly: boolean
  lineEnd: 'crlf' | 'lf'
  quotes: 'as-needed' | 'never'
  /** YYYY, YY, MM, DD, HH, mm and ss are what they say, the rest is itself; '' goes by `dateOrder`. */
  datePattern: string
  /** `implied`: the last two digits are cents, without a point. */
  decimals: 'point' | 'implied'
  belowZero: BelowZero
  /** What an amount below zero means where its kind does not say so already. */
  negativeIs: 'refused' | 'return'
  /** Written for bills that are paid by autopay, and for no others: money would be drawn for them. */
  onlyAutopay?: boolean
  /** Where the mark is that tells records apart. */
  recordAt: Place | null
  records: RecordRule[]
  /** The roles that tell one row from another where it has no number of its own. */
  number: string[]
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
  /** Without, it is a table as people export it. */
  rules?: FileRules
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

/** A saved profile without what it says. */
export type ProfileName = Pick<SavedProfile, 'id' | 'version' | 'name'>

/** What a profile or a layout is called on pages and in History. */
export const versionLabel = ({ name, version }: Pick<ProfileName, 'name' | 'version'>) =>
  `${name}, version ${version}`
