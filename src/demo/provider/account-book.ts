import { join } from 'node:path'
import { readableCode } from '../../lib/readable-code.ts'
import { readOwn, writeOwn } from '../own-file.ts'
import type { SentBill } from './bill-file.ts'
import type { PaymentRecord } from './payment-file.ts'
import { newHostKey } from './server.ts'

/** `isSettled`: it was paid at the counter or by mail before it came here. */
type Billed = SentBill & { payment?: PaymentRecord; isSettled?: boolean }

/** What the provider knows: its login, its key and port, the bills that it got and what was paid of them. */
export type AccountBook = {
  userName: string
  password: string
  hostKey: string
  /** 0 until it first listened. */
  port: number
  lastSequence: number
  lastFile: number
  bills: Billed[]
  /** The numbers of the bills that are settled when they come. */
  settled: string[]
}

const fileIn = (folder: string) => join(folder, 'account-book.json')

/** The book of a provider's folder, or that of a provider who begins. */
export function readBook(folder: string): AccountBook {
  return readOwn(fileIn(folder), () => {
    const begun = { lastSequence: 4_200_000, lastFile: 0, bills: [], settled: [], port: 0 }
    return { userName: 'ashgrove', password: readableCode(), hostKey: newHostKey(), ...begun }
  })
}

export function writeBook(folder: string, book: AccountBook) {
  writeOwn(fileIn(folder), book)
}
