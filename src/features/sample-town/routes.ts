import type { FastifyInstance } from 'fastify'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { type SampleProvider, sampleProviderRoutes } from './provider-routes.ts'
import { type SampleVendor, sampleVendorRoutes } from './vendor-routes.ts'

/** What a town that is only for trying the product has beside it; a production start hands none in. */
export type SampleTown = {
  /** Makes the town new; resolved once the new one answers. */
  startOver(): Promise<void>
  provider: SampleProvider
  vendor: SampleVendor
}

/** Everyone may, because nothing here is real and whoever tries it should get it back as it was. */
export function sampleTownRoutes(scope: FastifyInstance, { startOver, provider, vendor }: SampleTown) {
  sampleProviderRoutes(scope, provider)
  sampleVendorRoutes(scope, vendor)
  const config = { permission: 'account.own' } as const
  scope.get(paths.startOver, { config }, (request, reply) =>
    renderPage(request, reply, { template: 'sample-town/start-over', title: 'Start over', data: {} }),
  )
  scope.post(paths.startOver, { config }, async (request, reply) => {
    await startOver()
    // The session was the old town's, and the new one does not know it.
    await request.session.destroy()
    reply.flash('started-over')
    return reply.redirect(paths.signIn, 303)
  })
}
