import { type Profile, type SavedProfile, wordKey } from '../../../../import-profiles/profile.ts'
import { proposeColumns } from '../../../../import-profiles/propose-columns.ts'
import type { Sample } from '../../../../import-profiles/sample.ts'
import type { TypedWords } from '../../../../import-profiles/words-form.ts'
import { transactionsPurpose } from '../purpose.ts'
import { proposeTransactions } from './propose.ts'
import type { WordCount } from './word-counts.ts'

type Row = { line: number; fields: string[] }

/** What a person is asked before a file can be read, and what they have said so far. */
export type Matching = {
  step: 'columns' | 'words'
  profile: Profile
  /** Sentences on what is in doubt. */
  remarks: string[]
  /** The names of the columns and the first rows below. */
  rows: Row[]
  /** The saved profile that this began with. */
  base: Pick<SavedProfile, 'id' | 'version' | 'name'> | null
  /** Another sheet, or other signs between the values: its names may stand elsewhere. */
  isOpenedAnew?: boolean
  /** The name that somebody typed for it. */
  name?: string
  typed?: TypedWords | undefined
  /** Words whose meaning was said with an earlier file, so that they are not asked about. */
  known: Profile['words']
  /** The words of the file, once its columns are matched. */
  counts: WordCount[]
}

const rowsShown = 10
const longestCell = 60

/** Proposes how a file is read; what a saved profile says of a column of the same name comes first. */
export function matchFile(sample: Sample, base?: SavedProfile): Matching {
  const { profile: proposed, remarks } = proposeTransactions(sample)
  const { headingLine, hasHeading, columns } = proposed
  const profile = base
    ? { ...base.profile, headingLine, hasHeading, columns: sameColumns(columns, base.profile) }
    : proposed
  return {
    step: 'columns',
    profile,
    remarks,
    rows: rowsFrom(sample, profile),
    base: base ? { id: base.id, version: base.version, name: base.name } : null,
    known: {},
    counts: [],
  }
}

/** The same once somebody said where the names are and how the file is written. */
export function matchAgain(sample: Sample, matching: Matching): Matching {
  const { profile } = matching
  if (matching.isOpenedAnew) return openedAnew(sample, matching)
  const rows = sample.rows.filter(({ line }) => line >= profile.headingLine)
  const first = rows[0]?.fields ?? []
  const names = profile.hasHeading ? first : first.map(() => '')
  const below = rows.slice(profile.hasHeading ? 1 : 0).map(({ fields }) => fields)
  const proposed = proposeColumns(names, below, transactionsPurpose)
  const isSame =
    proposed.length === profile.columns.length &&
    proposed.every(({ heading }, index) => heading === profile.columns[index]?.heading)
  const columns = isSame ? profile.columns : proposed
  return { ...matching, profile: { ...profile, columns }, rows: rowsFrom(sample, profile), remarks: [] }
}

function openedAnew(sample: Sample, matching: Matching): Matching {
  const { profile: proposed, remarks } = proposeTransactions(sample)
  const { headingLine, hasHeading, dateOrder, columns } = proposed
  const passedOver = [...new Set([...matching.profile.passedOver, ...proposed.passedOver])]
  const profile = { ...matching.profile, headingLine, hasHeading, dateOrder, columns, passedOver }
  return { ...matching, isOpenedAnew: false, profile, remarks, rows: rowsFrom(sample, profile) }
}

function sameColumns(columns: Profile['columns'], base: Profile): Profile['columns'] {
  const names = (some: Profile['columns']) => some.map(({ heading }) => wordKey(heading)).join('\n')
  if (names(columns) === names(base.columns)) return base.columns
  return columns.map(({ heading }) => {
    const same = base.columns.find((one) => heading !== '' && wordKey(one.heading) === wordKey(heading))
    return { heading, role: same?.role ?? '', of: same?.of ?? '' }
  })
}

function rowsFrom({ rows }: Sample, { headingLine }: Profile): Row[] {
  const shown = rows.filter(({ line }) => line >= headingLine).slice(0, rowsShown + 1)
  return shown.map(({ line, fields }) => ({
    line,
    fields: fields.map((cell) => (cell.length > longestCell ? `${cell.slice(0, longestCell - 1)}…` : cell)),
  }))
}
