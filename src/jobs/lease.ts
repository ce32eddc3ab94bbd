import type { Deps } from '../deps.ts'
import * as store from './leases-store.ts'

const renewEveryMs = 10_000
const deadAfterMs = 60_000
/** Its holder stops before another may take it. */
const stopAfterMs = 50_000

/** Milliseconds of a clock that only goes forward. */
export type Elapsed = () => number

export type LeaseKeeper = ReturnType<typeof leaseKeeper>

/**
 * One server works on a connection at a time. Whether another's lease has ended is told by watching: unchanged for a minute
 * of this server's own time. No two clocks are compared, so none can be wrong.
 */
export function leaseKeeper({ db, now }: Deps, holder: string, elapsed: Elapsed) {
  const watched = new Map<string, store.Lease & { since: number }>()
  const mine = () => ({ holder, renewedAt: now().toISOString() })

  function isDead(connection: string, lease: store.Lease): boolean {
    const seen = watched.get(connection)
    const isSame = seen?.holder === lease.holder && seen.renewedAt === lease.renewedAt
    if (isSame) return elapsed() - seen.since >= deadAfterMs
    watched.set(connection, { ...lease, since: elapsed() })
    return false
  }

  return {
    async take(connection: string): Promise<boolean> {
      if (await store.takeFreeLease(db, connection, mine())) return true
      const lease = await store.findLease(db, connection)
      if (!lease) return false
      // The database was away when it was to be given back.
      if (lease.holder === holder) return store.renewLease(db, connection, mine())
      if (!isDead(connection, lease)) return false
      watched.delete(connection)
      return store.replaceLease(db, connection, lease, mine())
    },

    /** Renews it until the end that is returned is called; `onLost` when it is another's, or soon may be. */
    keep(connection: string, onLost: () => void): () => void {
      let renewed = elapsed()
      const renew = async () => {
        try {
          const isMine = await store.renewLease(db, connection, mine())
          if (isMine) renewed = elapsed()
          else onLost()
        } catch {
          // The database is away: others see no renewal either.
        }
      }
      const timer = setInterval(() => {
        if (elapsed() - renewed >= stopAfterMs) onLost()
        void renew()
      }, renewEveryMs).unref()
      return () => clearInterval(timer)
    },

    async giveBack(connection: string) {
      await store.giveLeaseBack(db, connection, holder)
    },
  }
}
