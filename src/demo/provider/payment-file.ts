import { plainMoney } from '../../lib/money.ts'

/** One payment, or one that is taken back; dates are YYYY-MM-DD. */
export type PaymentRecord = {
  account: string
  cents: number
  by: 'bank' | 'card'
  sequence: number
  paidOn: string
  /** When and why it came back. */
  returned?: { on: string; reason: string }
  /** Of the town's clock: hhmmss. */
  enteredOn: string
  enteredTime: string
}

const compact = (date: string) => date.replaceAll('-', '')

function letterOf({ by, returned }: PaymentRecord) {
  return String((returned ? 4 : 0) + (by === 'bank' ? 0 : 1))
}

function line(record: PaymentRecord) {
  const { account, cents, sequence, paidOn, returned, enteredOn, enteredTime } = record
  return [
    letterOf(record),
    account.padEnd(32),
    // Last name, first name and payer: the bills do not tell them.
    ''.padEnd(80),
    compact(paidOn),
    plainMoney(cents).padStart(8),
    ''.padEnd(15),
    String(sequence).padStart(10, '0'),
    returned ? compact(returned.on) : ''.padEnd(8),
    (returned?.reason ?? '').padEnd(80),
    'sample'.padEnd(32),
    compact(enteredOn),
    `${enteredTime}00`,
  ].join('')
}

/** In the order in which the total record has them: paid, post-dated and returned, each by bank and by card. */
const totalled = ['0', '1', '2', '3', '4', '5']

/** A file in the payment layout of EBillSvc, whose total record counts those above it. `wrongBy`: cents that its total says too much. */
export function paymentFile(records: readonly PaymentRecord[], wrongBy = 0): string {
  const wrong = records[0] && letterOf(records[0])
  const totals = totalled.map((letter) => {
    const those = records.filter((record) => letterOf(record) === letter)
    const cents = those.reduce((sum, record) => sum + record.cents, letter === wrong ? wrongBy : 0)
    return String(those.length).padStart(6) + plainMoney(cents).padStart(12)
  })
  const total = `T${String(records.length).padStart(6)}${totals.join('')}`
  return [...records.map(line), total, ''].join('\r\n')
}
