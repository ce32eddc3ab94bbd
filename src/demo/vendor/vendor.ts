import { createHash, timingSafeEqual } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { dateIn } from '../../lib/dates.ts'
import { readXmlTree, type XmlElement } from '../../lib/xml-tree.ts'
import { onSamePort } from '../same-port.ts'
import { answers, refuse } from './answers.ts'
import { type AskTown, askTown } from './ask-town.ts'
import { goOnTo } from './balances.ts'
import { envelope, fault, namespace, write } from './envelope.ts'
import type { Meters } from './meters.ts'
import { host, type Reply, startServer } from './server.ts'
import { all } from './tree.ts'
import { type Login, type Mood, readBook, writeBook } from './vendor-book.ts'

type Around = {
  /** The town's clock and time zone. */
  now: () => Date
  timeZone: string
  meters: Meters
  ask: AskTown
  /** How long a late answer keeps the town waiting. */
  lateMs: number
  /** What went wrong where nobody could be told. */
  failed: (error: unknown) => void
}

const digest = (text = '') => createHash('sha256').update(text).digest()
const same = (one: string | undefined, other: string) => timingSafeEqual(digest(one), digest(other))

/** Methods that change nothing are always answered well. */
const asksOnly = /^(PingURL|Get\w+)$/

const mostElements = 100_000

export type Vendor = Awaited<ReturnType<typeof startVendor>>

/**
 * A vendor of prepaid metering on this machine for a sample town, with all it has in one folder: it keeps a balance for each
 * account that is enrolled, takes off what is used day by day, and asks the town what was paid.
 */
export async function startVendor(folder: string, { now, timeZone, meters, ask, lateMs, failed }: Around) {
  mkdirSync(folder, { recursive: true })
  const book = readBook(folder)
  const today = () => dateIn(timeZone, now())

  /** What the vendor does by itself has been done by now. */
  function catchUp() {
    goOnTo(book, meters, today())
  }

  async function read(bytes: Buffer): Promise<{ header: XmlElement; asked: XmlElement } | undefined> {
    try {
      const tree = await readXmlTree(bytes, { mostElements })
      const [header] = all(tree, 'MultiSpeakMsgHeader')
      const [asked] = all(tree, 'Body')[0]?.children ?? []
      return header && asked ? { header, asked } : undefined
    } catch {
      return undefined
    }
  }

  function isLogin({ attributes }: XmlElement) {
    const login = [
      same(attributes.get('UserID'), book.userName),
      same(attributes.get('Pwd'), book.password),
      same(attributes.get('Company'), book.company),
    ]
    return login.every(Boolean)
  }

  async function answer(bytes: Buffer): Promise<Reply> {
    const message = await read(bytes)
    if (!message) return { status: 400, body: fault('This is no message of MultiSpeak.') }
    const { header, asked } = message
    if (asked.uri !== namespace) return { status: 400, body: fault('This vendor speaks MultiSpeak 4.1.') }
    if (!isLogin(header)) return { status: 401, body: fault('The login is wrong.') }
    const act = answers[asked.name]
    if (!act) return { status: 400, body: fault(`This vendor does not know ${asked.name}.`) }
    catchUp()
    const mood = asksOnly.test(asked.name) ? 'well' : book.next
    if (mood !== 'well') book.next = 'well'
    const around = { book, meters, at: now() }
    const result = mood === 'error' ? refuse(asked, around) : act(asked, around)
    writeBook(folder, book)
    const body = write(
      `${asked.name}Response`,
      { xmlns: namespace },
      write(`${asked.name}Result`, {}, result),
    )
    return { status: 200, body: envelope(body, now()), ...(mood === 'late' && { isLate: true }) }
  }

  const { certificate, privateKey } = book.server
  const server = await onSamePort(book.port, (port) =>
    startServer({ certificate, privateKey, port, answer, lateMs, failed }),
  )
  book.port = server.port
  catchUp()
  writeBook(folder, book)

  return {
    /** What the town signs in with, and where; what its certificate is judged by. */
    login() {
      const { userName, password, company, authority } = book
      return { address: `https://${host}:${book.port}/`, userName, password, company, authority }
    },
    /** Notes the login that the town made for the vendor. */
    letIn(login: Login) {
      book.atTown = login
      writeBook(folder, book)
    },
    account() {
      catchUp()
      const { balances, day, next, asked, forgotten } = book
      return { ...{ balances, day, next, asked, forgotten }, address: `${host}:${book.port}` }
    },
    /** The next day comes for the vendor alone: what is used on it is taken off. */
    passDay() {
      catchUp()
      const day = Temporal.PlainDate.from(book.day).add({ days: 1 }).toString()
      const cents = goOnTo(book, meters, day)
      writeBook(folder, book)
      return { count: book.balances.length, cents }
    },
    async ask(how?: { loses: number }) {
      catchUp()
      const asked = await askTown(book, ask, now(), how)
      book.asked = asked
      writeBook(folder, book)
      return asked
    },
    answerNext(mood: Mood) {
      book.next = mood
      writeBook(folder, book)
    },
    /** As when somebody at the vendor removes the wrong one; undefined where there is none. */
    forget() {
      const balance = book.balances.shift()
      if (!balance) return undefined
      book.forgotten = `${balance.name} (${balance.account})`
      writeBook(folder, book)
      return balance
    },
    close: () => server.close(),
  }
}
