import type { FastifyReply, FastifyRequest } from 'fastify'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'

type Shown = { id: number; name: string; password: string; until: string; message: string }

/** The one answer that holds the password: no address, cookie or stored text leads to it again. */
export function oneTimePasswordPage(request: FastifyRequest, reply: FastifyReply, shown: Shown) {
  return renderPage(request, reply, {
    template: 'users/one-time-password',
    title: `One-time password - ${shown.name} - Users`,
    data: { ...shown, path: `${paths.users}/${shown.id}` },
  })
}
