import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Transaction } from '../../src/features/transactions/import/csv-schema.ts'
import { transactionsPurpose } from '../../src/features/transactions/import/purpose.ts'
import { rowReader } from '../../src/features/transactions/import/read-row.ts'
import { type Layout, readTable } from '../../src/import-profiles/read-table.ts'

/** All that a layout reads from a file of transactions: what is passed over and wrong by line. */
export async function readByProfile(file: string, layout: Layout) {
  const found = {
    transactions: [] as Transaction[],
    passedOver: [] as string[],
    errors: [] as string[],
    notes: [] as string[],
    words: rowReader(emptyProfile).words,
  }
  let reader: ReturnType<typeof rowReader> | undefined
  for await (const item of readTable(file, layout, transactionsPurpose).items) {
    if (item.is === 'heading') {
      reader = rowReader(item.profile)
      found.words = reader.words
      found.notes.push(...item.notes)
      continue
    }
    const read = item.is === 'row' ? reader?.readRow(item) : item
    if (item.is === 'passed-over') found.passedOver.push(`${item.line}: ${item.why}`)
    else if (read && 'passedOver' in read) found.passedOver.push(`${item.line}: ${read.passedOver}`)
    else if (read && 'errors' in read) found.errors.push(`${item.line}: ${read.errors.join('; ')}`)
    else if (read && 'transactions' in read) found.transactions.push(...read.transactions)
  }
  return found
}

export const emptyProfile = {
  headingLine: 1,
  hasHeading: true,
  delimiter: '',
  encoding: '',
  sheet: '',
  dateOrder: 'month-first',
  columns: [],
  fixed: {},
  words: {},
  signs: {},
  passedOver: [],
} as const satisfies Exclude<Layout, (heading: string[]) => unknown>

/** A file that is there only while it is read. */
export async function withFile<Value>(content: string | Buffer, read: (file: string) => Promise<Value>) {
  const folder = mkdtempSync(join(tmpdir(), 'utility-interfaces-profile-'))
  try {
    const file = join(folder, 'file.csv')
    writeFileSync(file, content)
    return await read(file)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
