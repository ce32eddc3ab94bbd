import type { FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { httpProblems } from '../../http/errors.ts'
import { rowNumberOf } from '../../http/request.ts'
import { runPath } from './bill-run-path.ts'
import { findRun, type Run } from './runs-store.ts'

/** A link back to a run, in a problem. */
export const linkToRun = (id: number) => ({ link: { path: runPath(id), label: 'Back to the bills' } })

/** The run that the address names, whose bills are brought in. */
export async function runAt({ db }: Deps, request: FastifyRequest): Promise<Run> {
  const run = await findRun(db, rowNumberOf(request))
  if (!run?.isBroughtIn) throw httpProblems.notFound()
  return run
}
