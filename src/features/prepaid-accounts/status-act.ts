import type { Db } from '../../db/db.ts'
import { transaction } from '../../db/transaction.ts'
import type { JobAct } from '../../jobs/job.ts'
import { inParts } from '../../lib/in-parts.ts'
import type { Status } from '../../multispeak/things.ts'
import type { VendorTarget } from '../../multispeak/vendor-target.ts'
import { OutboundFault } from '../../outbound/fault.ts'
import type { PrepaidAccount } from './account.ts'
import { findEnrolled, listInStates } from './accounts-store.ts'
import { addStatus } from './statuses-store.ts'

/** Which accounts: these, or all that are enrolled after one. */
export type StatusContent = { ids: number[] } | { slot: string; after: number }

export type StatusWork = { content: StatusContent; target: VendorTarget; messageId: string }

/** `next`: after which account the next job goes on; null where there are no more. */
export type StatusAnswer = { asked: number; next: number | null }

const atOnce = 50
/** What else waits for the vendor comes between. */
const mostAtOnce = 500

type Context = Parameters<JobAct<StatusWork, StatusAnswer>>[0]

/** Asks the vendor how accounts are, and keeps what it says of each. */
export const askStatuses: JobAct<StatusWork, StatusAnswer> = async (context, work) => {
  const { db } = context
  const { content } = work
  if ('ids' in content) {
    const accounts = await listInStates(db, knownStates, { ids: content.ids, limit: mostAtOnce })
    for (const some of inParts(accounts, atOnce)) await askSome(context, work, some)
    return { asked: accounts.length, next: null }
  }
  const isHere = ({ enrolledWith }: PrepaidAccount) =>
    enrolledWith === null || enrolledWith === work.target.address
  let { after } = content
  for (let asked = 0; ; ) {
    const { rows, next } = await findEnrolled(db, { after: [after], limit: atOnce })
    await askSome(context, work, rows.filter(isHere))
    asked += rows.length
    after = rows.at(-1)?.id ?? after
    if (!next) return { asked, next: null }
    if (asked >= mostAtOnce) return { asked, next: after }
  }
}

/** The vendor may know them. */
export const knownStates = ['enrolling', 'enrolled', 'unenrolling'] satisfies PrepaidAccount['state'][]

async function askSome({ db, now, signal }: Context, work: StatusWork, accounts: PrepaidAccount[]) {
  if (accounts.length === 0) return
  const at = now()
  const statuses = await statusesOf({ signal, at }, work, accounts)
  await transaction(db, async (trx) => {
    for (const [index, { id }] of accounts.entries()) await keep(trx, id, at.toISOString(), statuses[index])
  })
}

type Options = { signal: AbortSignal; at: Date }
type Told = Status | undefined

async function statusesOf(
  options: Options,
  { target, messageId }: StatusWork,
  accounts: PrepaidAccount[],
): Promise<Told[]> {
  // Only here does the process need it: imports, which are done by the same, begin sooner without.
  const { callVendor } = await import('../../multispeak/client.ts')
  const ask = (some: PrepaidAccount[]) => {
    const locationIds = some.map(({ objectId }) => objectId)
    const id = `${messageId}-${some[0]?.id}`
    return callVendor(target, 'GetPrePayStatus', { locationIds }, { ...options, messageId: id })
  }
  const together = await ask(accounts).catch((error) => refusedWhole(error))
  if (together !== undefined && together.length === accounts.length) return together
  // Which is whose cannot be told, or one of them keeps the others from an answer: one at a time it can.
  const single: Told[] = []
  let refused: unknown
  for (const account of accounts) {
    const [status] = (await ask([account]).catch((error) => {
      refused = error
      return [refusedOne(error)]
    })) as Told[]
    single.push(status)
  }
  // A vendor that refuses all of several refuses something else than an account.
  if (refused && accounts.length > 1 && single.every((status) => status?.error)) throw refused
  return single
}

const isOfVendor = (error: unknown) => error instanceof OutboundFault && error.code === 'vendor-error'

function refusedWhole(error: unknown): undefined {
  if (!isOfVendor(error)) throw error
}

function refusedOne(error: unknown): Status {
  if (!isOfVendor(error)) throw error
  const { said, sentence } = error as OutboundFault
  const nothing = { meterStatus: '', balanceCents: null, priorityCents: null, arrearsCents: null }
  return { ...nothing, error: { objectId: '', text: said ?? sentence, noun: '', at: '' } }
}

function keep(trx: Db, accountId: number, askedAt: string, status: Status | undefined) {
  const nothing = { meterStatus: '', balanceCents: null, priorityCents: null, arrearsCents: null }
  const { error, ...said } = status ?? { ...nothing, error: undefined }
  const problem = status ? error && (error.text || noReason) : noStatus
  return addStatus(trx, { accountId, askedAt, ...said, problem: problem ?? null })
}

const noReason = 'The vendor gives no status and no reason.'
const noStatus = 'The vendor gives no status.'
