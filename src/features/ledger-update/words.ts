import type { Batch, BatchState } from './batch.ts'
import type { Why } from './groups.ts'

export const whyWords: Record<Why, string> = {
  'update-method': 'Nothing to record with this Update Method',
  'update-payments': 'Update Payments is cleared',
  'include-payments': 'Include payments is cleared',
  'already-updated': 'Already updated',
}

const stateWords: Record<BatchState, string> = {
  posted: 'Posted',
  created: 'File created, not downloaded yet',
  downloaded: 'File downloaded, not confirmed yet',
  confirmed: 'Confirmed posted',
}

export function stateOf({ state, reversedBy, reverses }: Batch) {
  const undone = reversedBy === null ? '' : `, undone by batch ${reversedBy}`
  return `${stateWords[state]}${undone}${reverses === null ? '' : `, reverses batch ${reverses}`}`
}

/** What a page says after an act; a cookie holds the code only. */
export function saidOf(
  code: string | undefined,
  batch: Batch,
  moment: (at: string) => string,
): string | undefined {
  const { number, createdBy, createdAt, reversedBy, reference } = {
    ...batch,
    reference: batch.confirmedReference,
  }
  switch (code) {
    case 'posted':
      return batch.state === 'posted'
        ? `The general ledger is updated: batch ${number}. Its file for Import Amounts is below.`
        : `The GL update export file is created: batch ${number}. Download it, import it there, then confirm it here.`
    case 'posted-before':
      return `This report is posted already: batch ${number}, by ${createdBy}, ${moment(createdAt)}. Nothing was posted twice.`
    case 'undone':
      return `Batch ${number} is undone by batch ${reversedBy}. Its transactions can be updated again.${batch.downloadedAt ? ` Its file was downloaded: if it was imported, import the file of batch ${reversedBy} too.` : ''}`
    case 'undone-before':
      return `Batch ${number} was undone already, by batch ${reversedBy}. Nothing was undone twice.`
    case 'confirmed':
      return `Batch ${number} is confirmed as posted in the other ledger, as ${reference}.`
    case 'confirmed-before':
      return `Batch ${number} was confirmed already, as ${reference}. Nothing was changed.`
    default:
      return undefined
  }
}
