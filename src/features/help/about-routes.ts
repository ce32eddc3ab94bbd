import process from 'node:process'
import type { FastifyInstance } from 'fastify'
import { engineInWords } from '../../db/engine.ts'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { momentIn } from '../../lib/dates.ts'
import { productVersion } from '../../lib/version.js'
import { partsOfOthers } from './parts.ts'

/** What runs here: what somebody who asks for help is asked first. */
export function aboutRoutes(scope: FastifyInstance, { db, now, settings }: Deps) {
  const startedAt = now().toISOString()

  scope.get(paths.helpAbout, { config: { permission: 'account.own' } }, async (request, reply) => {
    const { organization } = await settings.at(request.user.revision)
    return renderPage(request, reply, {
      template: 'help/about',
      title: 'About - Help',
      paper: {},
      data: {
        facts: [
          ['Version', productVersion],
          ['Running since', momentIn(organization.timeZone, startedAt)],
          ['Database', await engineInWords(db)],
          ['Node.js', process.versions.node],
        ],
        parts: partsOfOthers(),
      },
    })
  })
}
