import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { Filter } from '../../src/features/transactions/filter.ts'
import { kinds } from '../../src/features/transactions/kinds.ts'
import { formatCents } from '../../src/lib/money.ts'

/** The whole register, newest first. */
export const everything: Filter = {
  from: '',
  to: '',
  kind: '',
  service: '',
  customer: '',
  reference: '',
  amount: '',
  updated: '',
  import: '',
  sort: '',
}

export const testServices = ['water', 'sewer', 'refuse']
const header = 'Reference,Date,Kind,Customer,Service,Amount,Description'
const firstDay = Date.UTC(2026, 0, 1)

export type TestTransaction = {
  reference: string
  date: string
  kind: string
  customer: string
  service: string
  cents: number
  description: string
}

/** The nth transaction of a year, always the same: bills mostly, then payments, and some of each other kind. */
export function testTransaction(n: number): TestTransaction {
  // A multiplicative hash spreads neighbours; its product stays below 2^53.
  const mixed = (n * 2_654_435_761) % 4_294_967_296
  const slot = mixed % 20
  const kind = kinds[slot < 10 ? 0 : slot < 17 ? 4 : (slot % 3) + 1]?.value ?? 'billing'
  const amount = 100 + (mixed % 25_000)
  return {
    reference: `T-${String(n).padStart(8, '0')}`,
    date: new Date(firstDay + ((Math.floor(n / 3_000) + (mixed % 28)) % 365) * 86_400_000)
      .toISOString()
      .slice(0, 10),
    kind,
    customer: `C-${String(mixed % 30_000).padStart(5, '0')}`,
    service: testServices[n % testServices.length] ?? 'water',
    cents: kind.endsWith('adjustment') && mixed % 2 === 0 ? -amount : amount,
    description: slot === 3 ? 'Meter read, estimated' : '',
  }
}

export function csvRow({ reference, date, kind, customer, service, cents, description }: TestTransaction) {
  const text = description.includes(',') ? `"${description}"` : description
  return `${reference},${date},${kind},${customer},${service},"${formatCents(cents)}",${text}\r\n`
}

/** The file of transactions `from` to `from + count - 1` as text. */
export function testCsv(count: number, from = 1): string {
  const rows = Array.from({ length: count }, (_, index) => csvRow(testTransaction(from + index)))
  return `${header}\r\n${rows.join('')}`
}

/** The same as a file on the disk, however many there are. */
export async function writeTestCsv(path: string, count: number, from = 1) {
  const file = createWriteStream(path)
  file.write(`${header}\r\n`)
  for (let start = from; start < from + count; start += 1_000) {
    const size = Math.min(1_000, from + count - start)
    const rows = Array.from({ length: size }, (_, index) => csvRow(testTransaction(start + index)))
    if (!file.write(rows.join(''))) await once(file, 'drain')
  }
  file.end()
  await finished(file)
}
