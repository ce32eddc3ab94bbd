import { momentIn } from '../../lib/dates.ts'
import { formatSum } from '../../lib/money.ts'
import type { ReceivedState } from './payment.ts'
import { paymentPaths } from './payments-paths.ts'
import type { ReceivedFile } from './received-files-store.ts'

const states: Record<ReceivedState, string> = {
  kept: 'Being read',
  read: 'Read',
  held: 'Held',
  'passed-over': 'Skipped',
}

const number = (count: number) => count.toLocaleString('en-US')

/** What a file brought, in a line. */
function broughtIn({ payments, paymentCents, returns, returnCents }: ReceivedFile) {
  const parts = [
    `${number(payments)} ${payments === 1 ? 'payment' : 'payments'} of ${formatSum(paymentCents)}`,
  ]
  if (returns > 0) parts.push(`${number(returns)} returned of ${formatSum(returnCents)}`)
  return (payments === 0 && returns > 0 ? parts.slice(1) : parts).join(', ')
}

/** A received file in the words of its pages. */
export function fileView(file: ReceivedFile, timeZone: string) {
  const { id, fileName, state, problem, findings, figures, receivedAt, receivedBy, reason, decidedBy } = file
  return {
    ...{ id, fileName, problem, findings, reason, decidedBy, layout: file.layout },
    // Of the kinds that are not in the file there is nothing to compare.
    figures: figures.filter(({ said, counted }) => said !== counted || !/^0(?:\.00)?$/.test(said)),
    path: `${paymentPaths.files}/${id}`,
    state: states[state],
    isRead: state === 'read',
    size: number(file.size),
    sha256: file.sha256,
    receivedAt: momentIn(timeZone, receivedAt),
    receivedBy: receivedBy ?? 'Fetched',
    payments: number(file.payments),
    amount: formatSum(file.paymentCents),
    brought: broughtIn(file),
    facts: [
      ['Payments', number(file.payments), formatSum(file.paymentCents)],
      ['Returned', number(file.returns), formatSum(file.returnCents)],
      ['Canceled', number(file.cancels), ''],
      ['Already known', number(file.known), ''],
      ['To be answered', number(file.asked), ''],
    ] as const,
    fees: formatSum(file.feeCents),
  }
}
