import { billsSentPurpose } from '../../import-profiles/bills-sent-purpose.ts'
import type { Profile } from '../../import-profiles/profile.ts'
import type { TableValues } from '../../import-profiles/read-values.ts'
import { WriteFault, writeTable } from '../../import-profiles/write-table.ts'
import { asSentence } from '../../lib/csv.ts'

/** Three bills, with what makes a layout show what it does: a long name, a comma, a credit. */
const bills: TableValues<typeof billsSentPurpose>[] = [
  bill('1001', '10442', 'Muñoz, José', 8_410, 'Y'),
  bill('1002', '10443', 'The Fellowship of the Lower Valley Community Garden', 123_400),
  bill('1003', '10444', 'Ann Ames', -1_250),
]

function bill(statement: string, customer: string, name: string, cents: number, autopay = 'N') {
  const due = {
    ...{ previous: 5_000, payments: -5_000, adjustments: 0, current: cents, 'amount-due': cents },
    ...{ 'bill-date': '2026-10-31', 'due-date': '2026-11-20' },
  }
  return {
    values: {
      ...{ statement, customer, name, 'service-address': '12 Main Street', autopay, ...due },
      ...{ 'mailing-address': 'PO Box 7', 'mailing-city-state-zip': 'Springfield, ID 83401' },
      email: `customer${customer}@example.com`,
    },
    several: [{ role: 'charge-of-service', of: 'WATER', cents }],
  }
}

/** The file as it would be written of them; a bill that cannot be written is left out and said. */
export async function writeMadeUp(profile: Profile): Promise<{ text: string; problems: string[] }> {
  const problems: string[] = []
  let left = bills
  for (;;) {
    try {
      const pieces: Buffer[] = []
      for await (const piece of writeTable(profile, billsSentPurpose, left)) pieces.push(piece)
      const { encoding } = profile
      const text = new TextDecoder(encoding || 'utf-8').decode(Buffer.concat(pieces))
      return { text: text.replaceAll('\t', '→'), problems }
    } catch (error) {
      if (!(error instanceof WriteFault)) throw error
      problems.push(asSentence(error.message))
      if (error.row === 0 || left.length === 0) return { text: '', problems }
      left = left.filter((_, index) => index !== error.row - 1)
    }
  }
}
