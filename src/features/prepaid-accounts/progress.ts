import { prepaidMetering } from '../../connections/connection.ts'
import type { Deps } from '../../deps.ts'
import { readHealth } from '../../jobs/health-store.ts'
import { listJobs } from '../../jobs/jobs-store.ts'
import { callState } from './call.ts'
import type { ListedAccount } from './list-store.ts'
import { statusJob } from './status-jobs.ts'

/** `mark` differs once the vendor has answered; `isAwaited`: it may answer at any moment, so a person may wait for it. */
export async function progressOf({ db }: Pick<Deps, 'db'>, account: ListedAccount) {
  const state = account.act === null ? '' : callState(account)
  const { rows } = await listJobs(
    db,
    { connection: prepaidMetering, kinds: [statusJob.name], states: ['ready', 'working'] },
    { limit: 1 },
  )
  const isPending = state === 'asked' || rows.length > 0
  const { isStopped } = await readHealth(db, prepaidMetering)
  const mark = [account.state, state, account.statusAt ?? '', rows.length].join(' ')
  return { mark, isAwaited: isPending && !isStopped }
}
