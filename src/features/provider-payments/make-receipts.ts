import { type Actor, appendEvent } from '../../audit/append.ts'
import { billProvider } from '../../connections/connection.ts'
import { Rollback, transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { findByName, keepFile } from '../../exchange-files/files-store.ts'
import { csvLine } from '../../lib/csv-line.ts'
import { plainMoney } from '../../lib/money.ts'
import { providerPaymentEvents } from './events.ts'
import { noteReceipts, takeReceipts } from './receipts-store.ts'

/** What its files are kept under: nothing is exchanged, a person brings them to the other program. */
export const cashReceipting = 'cash-receipting'

const heading = ['Number', 'Customer', 'Amount', 'Paid on', 'Settled on']

/** Makes the file of a day's payments that no file has yet; each payment is in one, which stays as it is. */
export function makeReceipts(deps: Deps, day: string, actor: Actor): Promise<'made' | 'nothing'> {
  const at = deps.now().toISOString()
  return transaction<'made' | 'nothing'>(deps.db, async (trx) => {
    const rows = await takeReceipts(trx, billProvider, day)
    if (rows.length === 0) return 'nothing'
    const lines = rows.map(({ kind, number, customer, amountCents, paidOn, settledOn }) => {
      const amount = plainMoney(kind === 'return' ? -amountCents : amountCents)
      return csvLine([number, customer, amount, paidOn, settledOn])
    })
    async function* content() {
      yield Buffer.from(csvLine(heading) + lines.join(''))
    }
    const nameOf = (number: number) => `receipts-${day}${number > 1 ? `-${number}` : ''}.csv`
    let number = 1
    while (await findByName(trx, cashReceipting, 'out', nameOf(number))) number++
    const name = nameOf(number)
    const file = { connection: cashReceipting, direction: 'out' as const, name, by: actor.id, at }
    const { id } = await keepFile(trx, file, content())
    const noted = await noteReceipts(
      trx,
      rows.map((row) => row.id),
      id,
    )
    // Somebody else made it at this moment.
    if (noted < rows.length) throw new Rollback<'made' | 'nothing'>('nothing')
    const amountCents = rows.reduce(
      (sum, row) => sum + (row.kind === 'return' ? -row.amountCents : row.amountCents),
      0,
    )
    const event = providerPaymentEvents.receiptsMade(name, { day, payments: rows.length, amountCents })
    await appendEvent(deps, trx, actor, event)
    return 'made'
  })
}
