import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onSamePort } from '../same-port.ts'
import { readBook, writeBook } from './account-book.ts'
import { readBillFile } from './bill-file.ts'
import { type Moment, payBills, payNothing, payOnline, sendBack, unpaid } from './make-payments.ts'
import { type PaymentRecord, paymentFile } from './payment-file.ts'
import { fingerprintOf, newHostKey, startServer } from './server.ts'

export const billsFolder = '/ToInvoiceCloud'
export const paymentsFolder = '/FromInvoiceCloud/Payments'

/** What the total of a wrong file says too much. */
const wrongByCents = 10_00

/** A payment of somebody on a day, YYYY-MM-DD. */
export type OnlinePayment = { account: string; cents: number; day: string }

type Around = {
  /** Now, by the town's clock. */
  moment: () => Promise<Moment>
  /** While a past is made, its payments are told by `tellOf`, and bills that arrive are let lie. */
  paysAtOnce: boolean
  /** What went wrong with a file that arrived, where no request waits for it. */
  failed: (error: unknown) => void
}

export type Provider = Awaited<ReturnType<typeof startProvider>>

/**
 * A bill provider on this machine for a sample town, with all it has in one folder: bills that arrive are paid by some at
 * once, and by others when it is asked.
 */
export async function startProvider(folder: string, { moment, paysAtOnce, failed }: Around) {
  const root = join(folder, 'files')
  for (const path of [billsFolder, paymentsFolder]) mkdirSync(join(root, path), { recursive: true })
  const book = readBook(folder)

  function putFile(records: readonly PaymentRecord[], { day }: Moment, wrongBy?: number) {
    book.lastFile += 1
    const name = `payments-${day.replaceAll('-', '')}-${book.lastFile}.txt`
    const path = join(root, paymentsFolder, name)
    writeFileSync(`${path}.part`, paymentFile(records, wrongBy))
    renameSync(`${path}.part`, path)
    writeBook(folder, book)
    return { name, count: records.length }
  }

  async function makePayments() {
    const at = await moment()
    const payments = payBills(book, at)
    return payments.length > 0 ? putFile(payments, at) : undefined
  }

  async function arrived(path: string) {
    if (!paysAtOnce || !path.startsWith(`${billsFolder}/`) || path.endsWith('.part')) return
    const bills = readBillFile(readFileSync(join(root, path), 'utf8')) ?? []
    const known = new Set(book.bills.map(({ invoice }) => invoice))
    const settled = new Set(book.settled)
    const fresh = bills.filter(({ invoice }) => !known.has(invoice))
    book.bills.push(...fresh.map((bill) => (settled.has(bill.invoice) ? { ...bill, isSettled: true } : bill)))
    writeBook(folder, book)
    await makePayments()
  }

  const listen = (port: number) => {
    const { userName, password, hostKey } = book
    const take = (path: string) => void arrived(path).catch(failed)
    return startServer({ root, port, hostKey, userName, password, arrived: take })
  }

  let server = await onSamePort(book.port, listen)
  book.port = server.port
  writeBook(folder, book)

  return {
    /** What the town signs in with, and where; the key as a fingerprint. */
    login() {
      const { userName, password, port, hostKey } = book
      return { server: server.host, port, userName, password, serverKey: fingerprintOf(hostKey) }
    },
    account() {
      const address = `${server.host}:${book.port}`
      return { address, bills: book.bills.length, unpaid: unpaid(book).length }
    },
    makePayments,
    /** A file with payments that were made, whatever bill they are of. */
    async tellOf(payments: readonly OnlinePayment[]) {
      const at = await moment()
      putFile(
        payments.map((payment) => payOnline(book, payment, at)),
        at,
      )
    },
    /** Notes the numbers of bills that nobody will pay here any more. */
    noteSettled(invoices: readonly string[]) {
      book.settled = [...invoices]
      writeBook(folder, book)
    },
    /** A payment that the bank takes back; undefined where none is left that it could. */
    async sendBack() {
      const at = await moment()
      const returned = sendBack(book, at)
      return returned && putFile([returned], at)
    },
    /** A file whose total is not the sum of its payments; undefined where every bill is paid. */
    async sendWrongTotal() {
      const at = await moment()
      const payments = payNothing(book, at)
      return payments.length > 0 ? putFile(payments, at, wrongByCents) : undefined
    },
    /** As providers do when they get a new server, without a word. */
    async changeServerKey() {
      await server.close()
      book.hostKey = newHostKey()
      writeBook(folder, book)
      server = await listen(book.port)
    },
    close: () => server.close(),
  }
}
