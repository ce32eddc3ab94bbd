import type { FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { httpProblems } from '../../http/errors.ts'
import { rowNumberOf } from '../../http/request.ts'
import { findListed } from './list-store.ts'

/** The account that the address names. */
export async function accountAt(deps: Deps, request: FastifyRequest) {
  const account = await findListed(deps.db, rowNumberOf(request))
  if (!account) throw httpProblems.notFound()
  return account
}
