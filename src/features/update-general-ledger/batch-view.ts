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

export const plural = (count: number) =>
  `${count.toLocaleString('en-US')} ${count === 1 ? 'transaction' : 'transactions'}`

/** What to do next with a batch, and which of its buttons that is. */
export function nextStep({ state, confirmedReference, reverses, reversedBy }: Batch) {
  if (state === 'confirmed' && reversedBy !== null) {
    const heading = `Undone, but the general ledger has it as ${confirmedReference}: import the file of batch ${reversedBy} there too`
    return { heading }
  }
  if (state === 'confirmed') return { heading: `Done: posted in the general ledger as ${confirmedReference}` }
  const heading =
    reverses === null && reversedBy === null
      ? 'Next: download the file, import it in the general ledger, then confirm it here'
      : 'Next: import the files of both batches in the general ledger, or of neither'
  return { heading, primary: state === 'created' ? 'download' : 'confirm' }
}

/** What the ledger elsewhere has of a batch that is about to be undone. */
export function fileInLedger(
  { number, state, downloadedAt, confirmedReference }: Batch,
  day: (at: string) => string,
) {
  if (downloadedAt === null)
    return `The file of batch ${number} was never downloaded, so the general ledger has none of it: import neither file.`
  if (state !== 'confirmed')
    return `The file of batch ${number} was downloaded on ${day(downloadedAt)}. If it was imported, the general ledger keeps its entries until you import the file of the new batch too.`
  return `The general ledger has batch ${number} as ${confirmedReference}, and keeps its entries until you import the file of the new batch too.`
}

/** What a page says after an act; a cookie holds the code only. */
export function messagesOf(code: string | undefined, batch: Batch, moment: (at: string) => string): Messages {
  const { number, createdBy, createdAt, reversedBy, confirmedReference: reference } = batch
  switch (code) {
    case 'posted':
      return {
        message: `Posted as batch ${number}. Its file (${exportFormatOf(batch.layout).label}) is ready.`,
      }
    case 'posted-before':
      return {
        note: `This report was already posted: batch ${number}, by ${createdBy}, ${moment(createdAt)}. Nothing was posted twice.`,
      }
    case 'undone':
      return {
        message: `Batch ${number} is undone by batch ${reversedBy}. Its transactions can be posted again.${batch.downloadedAt ? ` Its file was downloaded: if it was imported, import the file of batch ${reversedBy} too.` : ''}`,
      }
    case 'undone-before':
      return { note: `Batch ${number} was already undone by batch ${reversedBy}. Nothing was undone twice.` }
    case 'confirmed':
      return { message: `Batch ${number} is confirmed as posted in the general ledger, as ${reference}.` }
    case 'confirmed-before':
      return { note: `Batch ${number} was already confirmed, as ${reference}. Nothing was changed.` }
    default:
      return {}
  }
}
