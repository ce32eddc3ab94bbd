import type { Db } from '../db/db.ts'
import { noteAsked } from '../jobs/health-store.ts'
import { prepaidMetering } from './connection.ts'

/** The vendor of prepaid metering asked something here and got its answer, which is an exchange too. `at`: ISO 8601, UTC. */
export const noteVendorAsked = (trx: Db, at: string) => noteAsked(trx, prepaidMetering, at)
