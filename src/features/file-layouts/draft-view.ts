import { billsSentPurpose } from '../../import-profiles/bills-sent-purpose.ts'
import type { Purpose } from '../../import-profiles/purpose.ts'
import { roleOf } from '../../import-profiles/purpose.ts'
import type { Submitted } from '../../lib/form.ts'
import { formatSum } from '../../lib/money.ts'
import { choicesOf, tellingRoles } from './choices.ts'
import type { Draft } from './drafts-store.ts'
import { rowFields, rowsIn } from './layout-fields.ts'
import type { LayoutForm } from './layout-form.ts'
import { writeMadeUp } from './made-up-bills.ts'
import { readSampleFile, type SampleRead } from './read-sample.ts'
import { withRuler } from './ruler.ts'

/** Empty rows at the end of each table of the form, for more. */
const more = { column: 3, record: 2, figure: 3, word: 2 }

/** What the page of a draft shows of it; `form` is undefined while something in it is wrong. */
export async function draftView(
  draft: Draft,
  purpose: Purpose,
  submitted: Submitted,
  { form, folder }: { form: LayoutForm | undefined; folder: string },
) {
  const { sample } = draft
  const isIn = purpose.direction !== undefined
  const read =
    isIn && sample && form ? await readSampleFile(folder, sample, form.profile, purpose) : undefined
  const values = withWords(submitted, read?.unknownWords ?? [])
  const isFixedWidth = values.fileKind === 'fixed-width'
  const rows = (kind: keyof typeof rowFields) =>
    Array.from({ length: filledRows(values, kind) + more[kind] }, (_, index) => index)
  return {
    read,
    data: {
      ...{ values, isIn, isFixedWidth, ...choicesOf(purpose) },
      rows: { column: rows('column'), record: rows('record'), figure: rows('figure'), word: rows('word') },
      telling: tellingRoles.map((role) => ({
        name: `told-by-${role}`,
        label: `Told by ${(roleOf(purpose, role)?.label ?? role).toLowerCase()}`,
      })),
      hasRecords: filledRows(values, 'record') > 0,
      needsSaid: read !== undefined && read.totals === undefined,
      sampleName: draft.sampleName,
      lines: sample ? withRuler(sample, form?.profile.encoding ?? '') : undefined,
      sample: read && told(read),
      madeUp: form && purpose.name === billsSentPurpose.name ? await writeMadeUp(form.profile) : undefined,
    },
  }
}

const told = (read: SampleRead) => ({
  ...read,
  count: read.count.toLocaleString('en-US'),
  cents: formatSum(read.cents),
  net: read.netCents === read.cents ? undefined : formatSum(read.netCents),
  passedOver: read.passedOver.toLocaleString('en-US'),
})

/** Rows up to the last in which something is typed. */
function filledRows(values: Submitted, kind: keyof typeof rowFields): number {
  const isFilled = (index: number) =>
    rowFields[kind].some(
      (field) => !['is', 'told'].includes(field) && (values[`${field}-${index}`] ?? '') !== '',
    )
  let length = rowsIn(values, kind)
  while (length > 0 && !isFilled(length - 1) && !values[`told-${length - 1}`]) length -= 1
  return length
}

/** The words of the sample that nothing is said of yet, each in a row of its own. */
function withWords(submitted: Submitted, words: string[]): Submitted {
  const begin = filledRows(submitted, 'word')
  return { ...submitted, ...Object.fromEntries(words.map((word, at) => [`word-${begin + at}`, word])) }
}
