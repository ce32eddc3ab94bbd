import { paths } from '../../src/http/paths.ts'
import { paymentsPurpose } from '../../src/import-profiles/payments-purpose.ts'
import { plainRules } from '../../src/import-profiles/plain-rules.ts'
import type { Profile, RecordRule } from '../../src/import-profiles/profile.ts'
import { addProfile } from '../../src/import-profiles/save.ts'
import type { Page } from './page.ts'
import { emptyProfile } from './read-by-profile.ts'
import type { Town } from './town.ts'
import { upload } from './upload.ts'
import type { Visitor } from './visitor.ts'

const roles = [
  ...['number', 'kind', 'customer', 'name', 'amount', 'fee', 'paid-on', 'settled-on', 'reason', 'refers-to'],
] as const

/** A layout with one column for all that a payments file may hold, and a total record of the count and the sum. */
export const paymentsLayout: Profile = {
  ...emptyProfile,
  hasHeading: false,
  delimiter: ',',
  columns: ['', ...roles].map((role) => ({ heading: '', role, of: '' })),
  words: { kind: { p: 'payment', r: 'return', c: 'cancel' } },
  rules: {
    ...plainRules,
    negativeIs: 'return',
    datePattern: 'YYYY-MM-DD',
    recordAt: { from: 1, to: 1 },
    records: [
      { toldBy: 'mark', mark: 'D', is: 'row', columns: [] },
      {
        ...{ toldBy: 'mark', mark: 'T', is: 'totals' },
        columns: [
          { place: { from: 2, to: 2 }, holds: 'count', of: '', text: '' },
          { place: { from: 3, to: 3 }, holds: 'sum', of: '', text: '' },
        ],
      },
    ] as RecordRule[],
  },
}

export type FilePayment = Partial<Record<(typeof roles)[number], string>>

/** A payments file as that layout reads it; `said` is what its total record says instead of the truth. */
export function paymentsFile(payments: FilePayment[], said: { count?: number; sum?: string } = {}): string {
  const usual: FilePayment = { kind: 'p', customer: '1001', amount: '45.00', 'paid-on': '2026-10-05' }
  const rows = payments.map((payment) => ({ ...usual, ...payment }))
  const cents = rows.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0)
  const lines = rows.map((row) => ['D', ...roles.map((role) => row[role] ?? '')].join(','))
  const totals = ['T', said.count ?? rows.length, said.sum ?? (cents / 100).toFixed(2)].join(',')
  return [...lines, totals, ''].join('\r\n')
}

/** Turns the interface on for files that staff bring, with the layout above. */
export async function setUpPayments(town: Town, visitor: Visitor, values: Record<string, string> = {}) {
  const actor = { id: 1, name: 'Ada', address: '127.0.0.1' }
  const kept = await addProfile(town.deps, paymentsPurpose, { name: 'Ours', profile: paymentsLayout }, actor)
  if (Array.isArray(kept)) throw new Error(kept[0]?.message)
  await town
    .db('file_layouts')
    .where({ id: 1 })
    .update({ payments: `profile:${kept.id}` })
  const page = await visitor.get(`${paths.providerPayments}/settings`)
  const saved = await visitor.submit(page, values)
  if (!/^(The settings of payments are saved|Nothing was changed)/.test(saved.said))
    throw new Error(saved.words)
}

/** Uploads a payments file and lets it be read; answers with the page that tells of it. */
export async function bringFile(
  town: Town,
  visitor: Visitor,
  content: string,
  fileName: string,
): Promise<Page> {
  const form = await visitor.get(paths.providerPayments)
  const answer = await upload(visitor, content, { fileName, form, to: `${paths.providerPayments}/files` })
  await town.runJobs()
  return answer
}

/** The page of a file, by its name. */
export async function filePage(visitor: Visitor, fileName: string): Promise<Page> {
  const list = await visitor.get(`${paths.providerPayments}/files`)
  return visitor.get(list.link(fileName))
}

/** What counts at the provider, as `number or customer: cents state`. */
export async function countedPayments({ db }: Town): Promise<string[]> {
  const rows = await db('provider_payments').where({ state: 'counts' }).orderBy(['kind', 'number'])
  return rows.map(({ kind, number, amount_cents }) => `${kind} ${number} ${amount_cents}`)
}
