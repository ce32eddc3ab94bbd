import { parse } from 'node:querystring'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** Bytes of a posted form; an import has a limit of its own. */
export const bodyLimit = 64 * 1024

/** A file may have hundreds of columns and words to be matched; `bodyLimit` bounds what they come to. */
const mostFields = 2_000

/** How long a client may take: someone who sends slowly on purpose must not keep others out. */
export const limits = {
  // Node's own limit for a whole request has no exception for uploads; arriveInTime below has.
  requestTimeout: 0,
  /** Milliseconds without a byte, on a connection that is kept or not. */
  connectionTimeout: 20_000,
  keepAliveTimeout: 20_000,
  forceCloseConnections: 'idle' as const,
  // Node looks for late requests every 30 seconds unless told otherwise.
  http: { connectionsCheckingInterval: 5_000, headersTimeout: 15_000 },
}

/** Milliseconds for a whole request to arrive; a request that may send a file gets what its route names. */
const arriveWithin = 15_000

/**
 * Milliseconds that the product itself may take: the limit for silent connections is for clients, and must not
 * cut off an answer that is being worked on.
 */
const answerWithin = 600_000

/** What cuts off each request that is still arriving. */
const timers = new WeakMap<FastifyRequest['raw'], NodeJS.Timeout>()

/** Gives a request so many milliseconds from now to arrive whole. */
export function giveTime({ raw }: FastifyRequest, ms: number) {
  clearTimeout(timers.get(raw))
  if (!raw.readableEnded) timers.set(raw, setTimeout(() => raw.complete || raw.destroy(), ms).unref())
}

/** Cuts off a request that does not arrive whole in time; once it has, the client waits for us. */
export function arriveInTime(app: FastifyInstance) {
  app.addHook('onRequest', (request, _reply, done) => {
    const { raw } = request
    const arrived = () => raw.socket?.setTimeout?.(answerWithin)
    if (raw.complete || raw.method === 'GET' || raw.method === 'HEAD') {
      arrived()
    } else {
      giveTime(request, arriveWithin)
      for (const end of ['end', 'close']) raw.once(end, () => clearTimeout(timers.get(raw)))
      raw.once('end', arrived)
    }
    done()
  })
}

/** HTTP/1.1 keeps a connection unless told otherwise; to say so would take 48 bytes of each answer. */
export function keepQuietly(app: FastifyInstance) {
  app.addHook('onSend', ({ raw: { httpVersion } }, { raw }, _payload, done) => {
    if (httpVersion === '1.1' && raw.shouldKeepAlive && !raw.hasHeader('connection'))
      raw.removeHeader('connection')
    done()
  })
}

/** More fields than any form here needs: an error with the status of a body that is too large. */
class TooManyFields extends Error {
  readonly statusCode = 413
}

/**
 * Makes of NUL, which PostgreSQL cannot hold, what a byte that is no text becomes: no form takes that sign, and no
 * address with it is found.
 */
export function readTexts<Fields extends object>(fields: Fields): Fields {
  const read = (value: unknown): unknown =>
    typeof value === 'string'
      ? value.replaceAll('\0', '\ufffd')
      : Array.isArray(value)
        ? value.map(read)
        : value
  for (const [name, value] of Object.entries(fields)) Reflect.set(fields, name, read(value))
  return fields
}

/** Reads a posted form. A field sent twice comes as a list; names cannot reach an object's prototype. */
export function readFields(body: string): Record<string, unknown> {
  const fields = parse(body, '&', '=', { maxKeys: mostFields + 1 })
  if (Object.values(fields).flat().length > mostFields) throw new TooManyFields()
  return readTexts(fields)
}

/** The same for what an address says. */
export function readAddresses(app: FastifyInstance) {
  app.addHook('onRequest', (request, _reply, done) => {
    readTexts(request.params as object)
    readTexts(request.query as object)
    done()
  })
}
