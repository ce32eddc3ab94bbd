import type { FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { httpProblems } from '../../http/errors.ts'
import { rowNumberOf } from '../../http/request.ts'
import { findReconciliation } from './reconciliations-store.ts'

/** The reconciliation that the address names. */
export async function reconciliationAt({ db }: Deps, request: FastifyRequest) {
  const one = await findReconciliation(db, rowNumberOf(request))
  if (!one) throw httpProblems.notFound()
  return one
}
