import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { aboutRoutes } from './about-routes.ts'
import { topics } from './topics.ts'

/** How each part of the work is done, for everyone who is signed in. */
export function helpRoutes(scope: FastifyInstance, deps: Deps) {
  const config = { permission: 'account.own' } as const

  scope.get(paths.help, { config }, (request, reply) =>
    renderPage(request, reply, { template: 'help/contents', title: 'Help', data: { topics }, paper: {} }),
  )

  for (const { path, template, name, data } of topics) {
    scope.get(path, { config }, (request, reply) =>
      renderPage(request, reply, {
        template,
        title: `Help with ${name} - Help`,
        data: { ...data, heading: `Help with ${name}` },
        paper: {},
      }),
    )
  }

  aboutRoutes(scope, deps)
}
