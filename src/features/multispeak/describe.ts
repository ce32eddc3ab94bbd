import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import type { Version } from '../../multispeak/version.ts'
import { wsdlFor, xsdFor } from '../../multispeak/wsdl.ts'
import { findVendorLogin } from '../vendor-login/vendor-login-store.ts'

/** What can be written into a description as it is. */
const plainOrigin = /^https?:\/\/[\w.:[\]-]{1,255}$/

/** The description of what can be asked, for tools; once there is a login. Whoever opens the address in a browser is told in a line. */
export async function describe(
  { db, now }: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  version: Version,
) {
  const login = await findVendorLogin(db, now())
  if (!login?.passwords.length || !plainOrigin.test(request.ownOrigin)) {
    reply.callNotFound()
    return reply
  }
  const asked = Object.keys(request.query as object).map((name) => name.toLowerCase())
  if (asked.includes('wsdl'))
    return reply.type('text/xml; charset=utf-8').send(wsdlFor(version, request.ownOrigin))
  if (asked.includes('xsd')) return reply.type('text/xml; charset=utf-8').send(xsdFor(version))
  return reply
    .status(405)
    .header('allow', 'POST')
    .type('text/plain; charset=utf-8')
    .send(`Messages of MultiSpeak ${version} are posted here; ?wsdl describes them.\n`)
}
