import { hash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

const here = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/
/** A page of elsewhere that gives its own name this address, and a proxy that adds nothing, ask by a name. */
const byAddress = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i
/** What proxies say of the caller they pass on. */
const passedOn =
  /^(forwarded|via|x-(forwarded|original|client|cluster-client)-.*|x-client-ip|x-real-ip|cf-connecting-ip|true-client-ip)$/

/** It comes from this machine itself: a proxy here would have said for whom it asks. */
export function isFromThisMachine({ raw }: FastifyRequest): boolean {
  return (
    here.test(raw.socket.remoteAddress ?? '') &&
    byAddress.test(raw.headers.host ?? '') &&
    !Object.keys(raw.headers).some((name) => passedOn.test(name))
  )
}

/** Whether it shows the token of whoever watches over the product, is without one, or has another. */
export function tokenOf({ headers }: FastifyRequest, token: string | undefined): 'right' | 'wrong' | 'none' {
  const shown = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
  if (shown === undefined) return 'none'
  const digest = (text: string) => hash('sha256', text, 'buffer')
  return token !== undefined && timingSafeEqual(digest(shown), digest(token)) ? 'right' : 'wrong'
}
