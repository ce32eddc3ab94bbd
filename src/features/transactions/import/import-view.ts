import { paths } from '../../../http/paths.ts'
import { type Finding, type FindingKind, mostFindings } from './findings-store.ts'
import { type Import, notEnded } from './import-store.ts'

export const number = (value: number) => value.toLocaleString('en-US')
export const transactions = (count: number) =>
  count === 1 ? '1 transaction' : `${number(count)} transactions`
const rows = (count: number) => (count === 1 ? '1 row' : `${number(count)} rows`)

export function importPath(id: number) {
  return `${paths.transactionImports}/${id}`
}

/** In a problem that is about an import. */
export function linkToImport(id: number) {
  return { link: { path: importPath(id), label: 'Go to the import' } }
}

const states = {
  reading: 'Being read',
  matching: 'Being matched',
  waiting: 'Waiting to be imported',
  done: 'Done',
  refused: 'Refused',
  cancelled: 'Canceled',
  failed: 'Failed',
  'taken-out': 'Removed',
} as const

/** What a screen reader is told between beginning and end: often enough to know that it goes on. */
const toldEvery = 25

/** An import as its pages show it. */
export function importView(one: Import) {
  const percent = one.bytesAll > 0 ? Math.min(100, Math.floor((one.bytesRead / one.bytesAll) * 100)) : 0
  return {
    id: one.id,
    path: importPath(one.id),
    fileName: one.fileName,
    isReading: one.state === 'reading',
    isRead: one.state !== 'reading' && one.state !== 'matching',
    isWaiting: one.state === 'waiting',
    isMatching: one.state === 'matching',
    isDone: one.state === 'done',
    isTakenOut: one.state === 'taken-out',
    /** Somebody wanted it so: nothing is wrong. */
    isCalledOff: one.state === 'taken-out' || one.state === 'cancelled',
    isBeingTakenOut: one.isUnderWay && !notEnded.includes(one.state),
    isNothing: one.rowsAdded === 0,
    state: states[one.state],
    title: titleOf(one.state, percent),
    percent,
    told: percent - (percent % toldEvery),
    progress: `${rows(one.rowsRead)} and ${megabytes(one.bytesRead)} of ${megabytes(one.bytesAll)} read`,
    rowsAdded: number(one.rowsAdded),
    rowsPassedOver: number(one.rowsPassedOver),
    profile: profileLink(one),
    by: one.startedBy ?? '',
    sentences: sentences(one),
  }
}

/** The version that read the file; undefined where it has the product's own columns. */
function profileLink({ profileId, profileName, profileVersion }: Import) {
  if (profileName === null) return undefined
  const path = `${paths.importProfiles}/${profileId}?version=${profileVersion}`
  return { name: profileName, version: profileVersion, path }
}

export function laterView(one: Import) {
  return { path: importPath(one.id), fileName: one.fileName, known: number(one.rowsKnown) }
}

function titleOf(state: Import['state'], percent: number) {
  if (state === 'reading') return `${percent}% read`
  return state === 'waiting' ? 'Preview of the import' : `Import ${states[state].toLowerCase()}`
}

function megabytes(bytes: number) {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

/** What came of it: what happened, what was kept, what to do next. */
function sentences(one: Import): string[] {
  const { state, rowsAdded, rowsKnown, rowsRepeated, rowsRefused, rowsRead } = one
  const repeated =
    rowsRepeated > 0 ? [`In the file more than once and counted once: ${rows(rowsRepeated)}.`] : []
  const passedOver =
    one.rowsPassedOver > 0 ? [`${rows(one.rowsPassedOver)} of the file skipped, as the profile says.`] : []
  switch (state) {
    case 'reading':
    case 'matching':
    case 'waiting':
      return []
    case 'done': {
      if (rowsRead === 0) {
        return ['The file has no rows to import, so nothing was added.', ...passedOver]
      }
      if (rowsAdded === 0) {
        return [
          `Nothing was added: the register already has all of it (${transactions(rowsKnown)}).`,
          ...repeated,
          ...passedOver,
        ]
      }
      const known =
        rowsKnown > 0 ? [`The register already had ${transactions(rowsKnown)}. They stay as they are.`] : []
      return [`${transactions(rowsAdded)} added.`, ...known, ...repeated, ...passedOver]
    }
    case 'refused':
      return [
        `Nothing was imported: ${rowsRefused === 1 ? '1 problem' : `${number(rowsRefused)} problems`} in ${rows(rowsRead)}.`,
        'The register is as it was. Fix the file and import it again.',
      ]
    case 'cancelled':
      return ['The import was canceled. Nothing was kept; the register is as it was.']
    case 'taken-out':
      return [
        `Removed from the register${one.removedBy ? ` by ${one.removedBy}` : ''}: ${transactions(rowsAdded)}. Reason: ${one.removalReason}`,
        'The register is as if this file had never been imported. You can import the corrected file.',
      ]
    case 'failed':
      return [
        'The import was interrupted. Nothing was kept; the register is as it was. Import the file again.',
        'If it happens again, tell the person who runs this product: the disk may be full.',
      ]
  }
}

const captions: [FindingKind, string][] = [
  ['problem', 'Problems'],
  ['repetition', 'Duplicates'],
  ['note', 'Worth a look'],
  ['passed-over', 'Skipped'],
]

/** What was found in the file, as tables; a table that is full may leave some out. */
export function findingsView(findings: Finding[]) {
  const tables = captions.map(([kind, caption]) => {
    const rows = findings.filter((finding) => finding.kind === kind)
    return { caption, rows, isFull: rows.length === mostFindings }
  })
  return tables.filter(({ rows }) => rows.length > 0)
}
