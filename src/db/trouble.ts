import { QueueIsFull } from '../lib/serial-queue.ts'

/** What keeps the database from working for us: others' work, no room on the disk, that it is gone, or may only be read. */
export type Trouble = 'busy' | 'full' | 'away' | 'read-only'

const full = /^(SQLITE_FULL|ENOSPC|EDQUOT|53100)/
const readOnly = /^(SQLITE_READONLY|EROFS|25006)/
/** Locks that did not end in time, and a statement that was cut off because it took too long. */
const busy = /^(SQLITE_(BUSY|LOCKED)|55P03|57014|40P01)/
const away =
  /^(SQLITE_(IOERR|CANTOPEN)|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|57P0\d|53\d{3}|08\d{3}|25P03)/
/** PostgreSQL says so without a code, in English always, where a connection cannot begin for want of room. */
const fullToBegin = /could not write init file/
/** What node-postgres says without a code. */
const silent =
  /Connection terminated|Client has encountered a connection error|timeout expired|Query read timeout/

/** A unique index has what was to be written already. */
export function isTaken({ code }: { code?: unknown }): boolean {
  return /^(SQLITE_CONSTRAINT|23505)/.test(String(code))
}

/** What the database itself says where somebody writes into one whose town was moved. */
export const closedWords = 'the town of this database was moved'

export function isClosed({ message = '' }: { message?: string }): boolean {
  return message.endsWith(closedWords)
}

/** It may well work again in a moment; undefined for a fault of our own. */
export function troubleOf(error: { code?: unknown; name?: string; message?: string }): Trouble | undefined {
  const code = String(error.code ?? '')
  if (full.test(code) || fullToBegin.test(error.message ?? '')) return 'full'
  if (readOnly.test(code)) return 'read-only'
  if (busy.test(code) || error instanceof QueueIsFull || error.name === 'KnexTimeoutError') return 'busy'
  if (away.test(code) || silent.test(error.message ?? '')) return 'away'
  return undefined
}

/** As the log says it beside the code. */
export const troubleInWords: Record<Trouble, string> = {
  busy: 'the database is busy with other work',
  full: 'there is no room left on the disk',
  away: 'the database cannot be reached',
  'read-only': 'the database can only be read',
}
