import type { FastifyInstance } from 'fastify'
import { followDatabaseFile } from '../db/database-file.ts'
import type { Deps } from '../deps.ts'
import { HttpProblem } from './errors.ts'

/** Milliseconds between looks while nobody asks for a page. */
const lookEveryMs = 30_000

/**
 * Answers nothing from, and saves nothing into, a database file that was moved, removed or replaced: it has no name
 * any more, so that all of it would be gone with the process. Returns what looks whether it is there.
 */
export function refuseWithoutDatabaseFile(app: FastifyInstance, { config, log }: Deps): () => boolean {
  const isThere = followDatabaseFile(config)
  let wasThere = true
  function look() {
    const there = isThere()
    if (there !== wasThere) {
      if (there) log.info('the database file is back')
      else log.error('the database file was moved, removed or replaced: nothing is saved until it is back')
    }
    wasThere = there
    return there
  }
  const timer = setInterval(look, lookEveryMs)
  timer.unref()
  app.addHook('onClose', async () => clearInterval(timer))
  app.addHook('onRequest', async (request) => {
    const { asset, watches } = request.routeOptions.config ?? {}
    if (asset || watches || look()) return
    throw new HttpProblem(
      503,
      'The database file is gone',
      'Nothing was saved. Tell the person who runs this product; go back: what you typed is still there.',
    )
  })
  return look
}
