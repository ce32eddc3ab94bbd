import type { FastifyReply, FastifyRequest } from 'fastify'
import { CallFault } from './call-fault.ts'

/** Bytes: what is asked is smaller, and nobody is kept from that. */
const small = 64 * 1024
/** Bytes of all larger messages together: whoever sends one is not known before it is whole. */
const mostArriving = 16_000_000

/** Lets only some larger messages be in memory at once. `mostBytes`: of one that does not say its size. Its hook throws CallFault. */
export function keepRoom(mostBytes: number) {
  let arriving = 0
  return ({ headers }: FastifyRequest, { raw }: FastifyReply) => {
    const said = headers['content-length']
    const size = said === undefined ? mostBytes : Math.min(Number(said), mostBytes)
    if (!(size > small)) return
    if (arriving + size > mostArriving) {
      const text = 'Too many large messages arrive just now. Try again in some seconds.'
      throw new CallFault('too-busy', text, { status: 429, retryAfter: 15 })
    }
    arriving += size
    raw.once('close', () => {
      arriving -= size
    })
  }
}
