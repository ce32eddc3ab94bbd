import { readXmlTree, type XmlElement } from '../../lib/xml-tree.ts'
import { balanceOf, take } from './balances.ts'
import { envelope, leaf, namespace, write } from './envelope.ts'
import { centsIn } from './take-money.ts'
import { all, numberOf, textOf } from './tree.ts'
import type { Asked, Login, Told, VendorBook } from './vendor-book.ts'

/** Posts a message of SOAP 1.1 to the town; the whole answer, whatever its status. */
export type AskTown = (method: string, body: string) => Promise<Buffer>

/** Beyond the last question: what was recorded while that was answered is in the next one. */
const overlapHours = 1
const firstDays = 62

const mostElements = 200_000

/** What the town answers to a question; a fault in words. */
async function call(ask: AskTown, method: string, asks: Record<string, string>, login: Login, at: Date) {
  const values = Object.entries(asks).map(([name, value]) => leaf(name, value))
  const answer = await ask(method, envelope(write(method, { xmlns: namespace }, ...values), at, login))
  const tree = await readXmlTree(answer, { mostElements })
  const [fault] = all(tree, 'Fault')
  if (fault) return { refused: (textOf(fault, 'faultstring') || fault.children.at(-1)?.text) ?? '' }
  return { tree }
}

/** Why the town is not asked, in its words: a ping is good when it is answered with nothing. */
async function ping(ask: AskTown, login: Login, at: Date): Promise<string> {
  const { tree, refused } = await call(ask, 'PingURL', {}, login, at)
  const [error] = tree ? all(tree, 'errorObject') : []
  return refused ?? (error && (error.text || error.attributes.get('errorString'))) ?? ''
}

const paymentIn = (element: XmlElement): Told & { serviceType: string } => ({
  kind: 'payment',
  id: textOf(element, 'financialTransactionID'),
  account: textOf(element, 'accountNumber'),
  serviceType: textOf(element, 'typeService'),
  cents: centsIn(element),
})

const adjustmentIn = (element: XmlElement): Told & { serviceType: string } => ({
  kind: 'adjustment',
  id: numberOf(element),
  account: textOf(element, 'accountNumber'),
  serviceType: textOf(element, 'serviceType'),
  cents: centsIn(element),
})

const questions = [
  { method: 'GetPPMPayments', item: 'paymentTransaction', read: paymentIn },
  { method: 'GetPPMBalanceAdjustments', item: 'ppmBalanceAdjustment', read: adjustmentIn },
] as const

/** The window of the next question, from the one before on; ISO 8601 in UTC. */
function nextWindow({ asked }: VendorBook, at: Date) {
  const to = at.toISOString()
  const last = asked && !asked.refused ? asked.to : undefined
  const begins = last
    ? Temporal.Instant.from(last).subtract({ hours: overlapHours })
    : Temporal.Instant.from(to).subtract({ hours: 24 * firstDays })
  return { from: begins.toString({ fractionalSecondDigits: 3 }), to }
}

/**
 * Pings the town, asks it for payments and adjustments since the last time, and changes balances by what is new of them. `loses`: how
 * many of the payments it notes as had, and forgets to add.
 */
export async function askTown(book: VendorBook, ask: AskTown, at: Date, { loses = 0 } = {}): Promise<Asked> {
  if (!book.atTown)
    return { from: '', to: '', told: [], refused: 'The town has made no login for the vendor.' }
  const { from, to } = nextWindow(book, at)
  const told: Told[] = []
  const trouble = await ping(ask, book.atTown, at)
  if (trouble) return { from, to, told, refused: trouble }
  let toLose = loses
  for (const { method, item, read } of questions) {
    const { tree, refused } = await call(ask, method, { startTime: from, stopTime: to }, book.atTown, at)
    if (!tree) return { from, to, told, refused }
    for (const element of all(tree, item)) {
      const { serviceType, ...one } = read(element)
      const balance = balanceOf(book, one.account, serviceType)
      if (!balance || !take(book, balance, one)) continue
      told.push(one)
      if (one.kind === 'payment' && toLose > 0) {
        toLose -= 1
        balance.cents -= one.cents
      }
    }
  }
  return { from, to, told, refused: '' }
}
