import type { FastifyInstance } from 'fastify'
import { paths } from '../http/paths.ts'
import type { AskTown } from './vendor/ask-town.ts'
import { namespace } from './vendor/envelope.ts'

/** Asks a town on this machine as over its network address, which it need not have. */
export function askOf(app: () => FastifyInstance): AskTown {
  return async (method, body) => {
    const headers = { 'content-type': 'text/xml; charset=utf-8', soapaction: `"${namespace}/${method}"` }
    const url = `${paths.multispeak}/4.1`
    const { rawPayload } = await app().inject({ method: 'POST', url, headers, payload: body })
    return rawPayload
  }
}
