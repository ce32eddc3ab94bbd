import { join } from 'node:path'
import { readableCode } from '../../lib/readable-code.ts'
import { readOwn, writeOwn } from '../own-file.ts'
import { type Certified, newAuthority, newServer } from './certificate.ts'
import { host } from './server.ts'

/** A balance that the vendor keeps; `id` is what the town calls it. */
export type Balance = {
  id: string
  account: string
  serviceType: string
  name: string
  meter: string
  cents: number
  /** YYYY-MM-DD: what was used before this day is taken off. */
  readUntil: string
}

/** Something that changes a balance, by the number that the town gave it. */
export type Told = { kind: 'payment' | 'adjustment'; id: string; account: string; cents: number }

export type Login = { userName: string; password: string; company: string }

/** How a call is answered that changes something: as it should be, or once otherwise. */
export type Mood = 'well' | 'late' | 'error'

/** What the town was asked last, and what of it was new; times are ISO 8601 in UTC. */
export type Asked = { from: string; to: string; told: Told[]; refused: string }

/** What the vendor knows: its login, certificate and port, the balances, and what the town told it. */
export type VendorBook = Login & {
  /** The certificate that the town has to trust, as PEM. */
  authority: string
  server: Certified
  /** 0 until it first listened. */
  port: number
  /** YYYY-MM-DD, by the vendor's own calendar, which the page may move on. '' until it began. */
  day: string
  next: Mood
  balances: Balance[]
  /** Numbers of what was told already. */
  known: string[]
  /** The login of the vendor at the town. */
  atTown?: Login
  asked?: Asked
  /** The balance that was forgotten last, in words. */
  forgotten?: string
}

const fileIn = (folder: string) => join(folder, 'vendor-book.json')

/** The book of a vendor's folder, or that of a vendor who begins. */
export function readBook(folder: string): VendorBook {
  return readOwn(fileIn(folder), () => {
    const name = 'Sample vendor of Ashgrove'
    const authority = newAuthority(name)
    return {
      ...{ userName: 'ashgrove', password: readableCode(), company: 'ASHGROVE' },
      ...{ authority: authority.certificate, server: newServer({ ...authority, name }, host), port: 0 },
      ...{ day: '', next: 'well', balances: [], known: [] },
    }
  })
}

export function writeBook(folder: string, book: VendorBook) {
  writeOwn(fileIn(folder), book)
}
