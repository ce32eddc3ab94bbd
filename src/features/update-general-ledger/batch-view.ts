import type { Messages } from '../../http/flash.ts'
import type { Batch, BatchState } from './batch.ts'
import { exportFormatOf } from './export-formats.ts'
import type { Why } from './transaction-totals.ts'

export const reasonLabels: Record<Why, string> = {
  'update-method': 'Nothing to record with this Update Method',
  'update-payments': 'Update Payments is cleared',
  'include-payments': 'Include payments is cleared',
  'already-updated': 'Already updated',
}

export const stateLabels: Record<BatchState, string> = {
  created: 'File created, not downloaded yet',
  downloaded: 'File downloaded, not confirmed yet',
  confirmed: 'Confirmed posted',
}

/** A download leaves the page it was pressed on as it is, so that page does not say that there was none. */
export function stateOnItsPage(batch: Batch) {
  return stateOf(
    batch,
    batch.state === 'confirmed' ? stateLabels.confirmed : 'File created, not confirmed yet',
  )
}

export function stateOf({ state, reversedBy, reverses }: Batch, words = stateLabels[state]) {
  const undone = reversedBy === null ? '' : `, undone by batch ${reversedBy}`
  return `${words}${undone}${reverses === null ? '' : `, reverses batch ${reverses}`}`
}

/** What a page says after an act; a cookie holds the code only. */
export function messagesOf(code: string | undefined, batch: Batch, moment: (at: string) => string): Messages {
  const { number, createdBy, createdAt, reversedBy, reference } = {
    ...batch,
    reference: batch.confirmedReference,
  }
  switch (code) {
    case 'posted':
      return {
        message: `Batch ${number} is made, and its file (${exportFormatOf(batch.layout).label}). Download it, import it in the general ledger, then confirm it here.`,
      }
    case 'posted-before':
      return {
        note: `This report is posted already: batch ${number}, by ${createdBy}, ${moment(createdAt)}. Nothing was posted twice.`,
      }
    case 'undone':
      return {
        message: `Batch ${number} is undone by batch ${reversedBy}. Its transactions can be updated again.${batch.downloadedAt ? ` Its file was downloaded: if it was imported, import the file of batch ${reversedBy} too.` : ''}`,
      }
    case 'undone-before':
      return { note: `Batch ${number} was undone already, by batch ${reversedBy}. Nothing was undone twice.` }
    case 'confirmed':
      return { message: `Batch ${number} is confirmed as posted in the general ledger, as ${reference}.` }
    case 'confirmed-before':
      return { note: `Batch ${number} was confirmed already, as ${reference}. Nothing was changed.` }
    default:
      return {}
  }
}
