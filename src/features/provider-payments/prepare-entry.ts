import { rm, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Actor, appendEvent } from '../../audit/append.ts'
import { billProvider } from '../../connections/connection.ts'
import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import { dateIn } from '../../lib/dates.ts'
import { labelOf } from '../../lib/form.ts'
import { writeNewFile } from '../../lib/new-file.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { interfaces } from '../interfaces/registry.ts'
import { newImportFile } from '../transactions/import/import-files.ts'
import { beginImport } from '../transactions/import/run-import.ts'
import { divideCents } from './divide-amount.ts'
import { enteredRows, insertEntries, listToCancel, listToEnter, readLastCharges } from './entries-store.ts'
import { entryHeading, entryLine, entryReference, entryRows } from './entry-rows.ts'
import { providerPaymentEvents } from './events.ts'
import { isImportToCompare } from './live-entries-store.ts'
import { findPayments, type StoredPayment } from './payments-store.ts'
import { listTwins, type Twin } from './twins-store.ts'

const paymentsAtOnce = 500
const mostTakenBack = 1_000

/** What the register calls the source of what is entered here. */
export function sourceLabel({ billProvider: { interface: chosen } }: Settings): string {
  const provider = interfaces.find(({ name }) => name === 'billProvider')
  return labelOf(provider?.choices, chosen)
}

/** The services that a payment is entered for; undefined where a person has to say. */
export async function sharesOf(db: Db, payments: StoredPayment[], settings: Settings) {
  const { serviceRule, service } = settings.providerPayments
  const charges =
    serviceRule === 'last-bill'
      ? await readLastCharges(db, [...new Set(payments.map(({ customer }) => customer))])
      : undefined
  return payments.map((payment) => {
    const all = (of: string) => [{ of, cents: payment.amountCents }]
    if (payment.service !== '') return { payment, shares: all(payment.service) }
    if (serviceRule === 'one') return { payment, shares: all(service) }
    return { payment, shares: divideCents(payment.amountCents, charges?.get(payment.customer) ?? []) }
  })
}

type Entry = Parameters<typeof insertEntries>[2][number]
type Prepared = { importId: number } | 'nothing' | 'busy' | 'not-compared'

/**
 * Writes what the register lacks as a file in the product's own layout, and begins its import: it counts once a person has
 * looked at the preview.
 */
export async function prepareEntry(deps: Deps, actor: Actor): Promise<Prepared> {
  const settings = await deps.settings.now()
  if (await isImportToCompare(deps.db, billProvider)) return 'not-compared'
  const source = sourceLabel(settings)
  const path = newImportFile(deps)
  const entries: Entry[] = []
  let cents = 0

  async function* lines(): AsyncGenerator<Buffer> {
    yield Buffer.from(entryHeading)
    // Where payments are compared only, what was entered before is corrected all the same.
    const isOn = settings.providerPayments.mode === 'enter'
    for (let after: number | undefined = isOn ? 0 : undefined; after !== undefined; ) {
      const ids: number[] = await listToEnter(deps.db, billProvider, after, paymentsAtOnce)
      after = ids.at(-1)
      const found = await sharesOf(deps.db, await findPayments(deps.db, ids), settings)
      for (const { payment, shares } of found) {
        if (!shares) continue
        entries.push({ source, reference: entryReference(payment), paymentId: payment.id, what: 'payment' })
        cents += payment.kind === 'return' ? -payment.amountCents : payment.amountCents
        yield Buffer.from(entryRows(payment, source, shares).map(entryLine).join(''))
      }
    }
    for (const { entry, line } of await takenBack(deps.db, source)) {
      if (!entries.some(({ reference }) => reference === entry.reference)) entries.push(entry)
      yield Buffer.from(line)
    }
  }

  let importId: number | undefined
  try {
    await writeNewFile(path, lines(), { flush: false })
    if (entries.length === 0) return 'nothing'
    const fileName = `${source} payments ${dateIn(settings.organization.timeZone, deps.now())}.csv`
    const { size: bytesAll } = await stat(path)
    importId = await beginImport(deps, {
      ...{ fileName, bytesAll, file: basename(path), actor, task: { is: 'recognize', chosen: 'own' } },
      also: (trx, id) => note(deps, trx, id, { entries, cents, actor }),
    })
    return importId === undefined ? 'busy' : { importId }
  } finally {
    if (importId === undefined) await rm(path, { force: true })
  }
}

async function note(
  deps: Deps,
  trx: Db,
  importId: number,
  { entries, cents, actor }: { entries: Entry[]; cents: number; actor: Actor },
) {
  await insertEntries(trx, importId, entries)
  const payments = entries.length
  const event = providerPaymentEvents.entered('', { import: importId, payments, amountCents: cents })
  await appendEvent(deps, trx, actor, event)
}

/**
 * Takes the one of two back that does not count, so that the sum of both is the money that there was; and what was entered
 * and canceled since, which never came. Each is called by its payment, because many may share a reference of the import.
 */
async function takenBack(db: Db, source: string) {
  const twins = Map.groupBy(await listTwins(db, 'to-take-back', mostTakenBack), ({ paymentId }) => paymentId)
  const canceled = await listToCancel(db, billProvider, mostTakenBack)
  const lines: { entry: Entry; line: string }[] = []
  for (const payment of await findPayments(db, [...twins.keys(), ...canceled])) {
    const { id: paymentId, customer } = payment
    const rows = twins.get(paymentId)
    const isImported = rows?.[0]?.answer === 'entered-counts'
    const wrong = isImported && rows ? asRows(rows) : await enteredRows(db, paymentId)
    const [what, ending] = rows
      ? (['taken-back', isImported ? 'double taken back' : 'taken back'] as const)
      : (['canceled', 'canceled'] as const)
    const reference = `${entryReference(payment)} ${ending}`
    for (const { reference: of, date, service, cents, kind } of wrong) {
      const why = rows ? 'the same money as' : 'canceled at the provider, so it never came:'
      const description = `${why} ${of}`.slice(0, 200)
      const row = { source, reference, date, kind, customer, service, amountCents: -cents, description }
      lines.push({ entry: { source, reference, paymentId, what }, line: entryLine(row) })
    }
  }
  return lines
}

const asRows = (rows: Twin[]) => rows.map(({ rowCents: cents, ...row }) => ({ ...row, cents }))
