import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { onPath } from '../../src/cli/debian.js'
import { beancount } from '../../src/features/update-general-ledger/export-formats/beancount.ts'
import type { ExportFormat } from '../../src/features/update-general-ledger/export-formats/export-format.ts'
import { hledger } from '../../src/features/update-general-ledger/export-formats/hledger.ts'
import { ledger } from '../../src/features/update-general-ledger/export-formats/ledger.ts'
import { type TestTransaction, testTransaction } from '../support/transactions.ts'
import { accounts, postingsOf } from './ledger-accounts.ts'
import { memory } from './machine.ts'

/** `command` prints a line for each account, its number and its balance somewhere in it. */
type Tool = {
  name: string
  layout: ExportFormat
  command(journal: string): string[]
  env?: Record<string, string>
}

export const tools: Tool[] = [
  {
    name: 'ledger',
    layout: ledger,
    command: (journal) => [
      ...['ledger', '--args-only', '-f', journal, 'balance', '--flat', '--no-total', '--balance-format'],
      '%(account),%(display_total)\n',
    ],
  },
  {
    name: 'hledger',
    layout: hledger,
    command: (journal) => ['hledger', '-f', journal, 'balance', '--flat', '-N', '-O', 'csv'],
  },
  {
    name: 'beancount',
    layout: beancount,
    command: (journal) => [
      ...['bean-query', '-q', '-f', 'csv', journal],
      'select account, sum(position) group by account',
    ],
    // It would keep what it read for the next time.
    env: { BEANCOUNT_DISABLE_LOAD_CACHE: '1' },
  },
]

const voucher = { number: 1, period: '2026-12', journal: 'UM', fingerprint: '' }

/** The layout's text in two: what it declares, and its one transaction. */
function parts(layout: ExportFormat, given: Omit<Parameters<ExportFormat['text']>[0], keyof typeof voucher>) {
  const text = layout.text({ ...voucher, ...given })
  const cut = text.lastIndexOf('\n\n') + 2
  return { declarations: text.slice(0, cut), transaction: text.slice(cut) }
}

/** Without tags and comments, which cost the tools time and say nothing about a balance. */
function bare(transaction: string) {
  return `${transaction
    .split('\n')
    .filter((line) => !/^ +(;|[a-z]+:)/.test(line))
    .map((line) => line.replace(/ +;.*| \^UM1$/, ''))
    .join('\n')}\n`
}

/** One transaction of the journal for each utility transaction, as the tool's layout writes a batch. */
export async function writeJournal(path: string, { layout }: Tool, count: number) {
  const file = createWriteStream(path)
  const all = accounts.map((account) => ({
    ...{ ...account, number: account.account, shown: account.account, cents: 0 },
  }))
  file.write(parts(layout, { date: '2026-01-01', description: '', lines: all }).declarations)
  const text = (transaction: TestTransaction) => {
    const { date, reference } = transaction
    return bare(parts(layout, { date, description: reference, lines: postingsOf(transaction) }).transaction)
  }
  for (let start = 1; start <= count; start += 1_000) {
    const size = Math.min(1_000, count + 1 - start)
    const texts = Array.from({ length: size }, (_, n) => text(testTransaction(start + n)))
    if (!file.write(texts.join(''))) await once(file, 'drain')
  }
  file.end()
  await finished(file)
}

export type ToolRead = { seconds: number; peak: number; balances: Record<string, number> }

/** Undefined where the tool is not installed. */
export async function readWith({ command, env }: Tool, journal: string): Promise<ToolRead | undefined> {
  const [program = '', ...args] = command(journal)
  if (!onPath(program)) return undefined
  const started = performance.now()
  const child = spawn(program, args, { env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', ...env } })
  let [peak, output] = [0, '']
  const look = setInterval(() => {
    peak = Math.max(peak, memory(child.pid as number).peak || 0)
  }, 20)
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text))
  const [code] = await once(child, 'close')
  clearInterval(look)
  if (code !== 0) throw new Error(`${program} ended with ${code}:\n${output.slice(0, 1_000)}`)
  return { seconds: (performance.now() - started) / 1_000, peak, balances: balancesIn(output) }
}

/** Cents by account, those of nothing left out. */
function balancesIn(output: string): Record<string, number> {
  const found = [...output.matchAll(/:(\d{6,7})"?\s*,\s*"?(-?[\d.]+)/g)]
  return nonZero(found.map(([, account = '', amount]) => [account, Math.round(Number(amount) * 100)]))
}

export function nonZero(balances: [string, number][]): Record<string, number> {
  return Object.fromEntries(balances.filter(([, cents]) => cents !== 0).sort(([a], [b]) => (a < b ? -1 : 1)))
}
