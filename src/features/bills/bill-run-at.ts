import type { FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { HttpProblem, httpProblems } from '../../http/errors.ts'
import { paths } from '../../http/paths.ts'
import { rowNumberOf } from '../../http/request.ts'
import { runPath } from './bill-run-path.ts'
import { findRun, type Run } from './runs-store.ts'

/** A link back to a run, in a problem. */
export const linkToRun = (id: number) => ({ link: { path: runPath(id), label: 'Back to the bills' } })

/** The run that the address names, whose bills are brought in. */
export async function runAt({ db }: Deps, request: FastifyRequest): Promise<Run> {
  const run = await findRun(db, rowNumberOf(request))
  if (run?.isBroughtIn) return run
  throw request.method === 'POST' ? notThere : httpProblems.notFound()
}

const notThere = new HttpProblem(
  404,
  'These bills were removed meanwhile',
  'Nothing was sent or changed. Look under Bills for those there are.',
  { link: { path: paths.bills, label: 'All bills' } },
)
