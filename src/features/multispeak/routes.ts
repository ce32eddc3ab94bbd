import { Readable } from 'node:stream'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { noteVendorAsked } from '../../connections/note-vendor-asked.ts'
import type { Deps } from '../../deps.ts'
import { stackOnly } from '../../http/last-resort.ts'
import { paths } from '../../http/paths.ts'
import { contentTypeOf, soapOf } from '../../multispeak/content-type.ts'
import { versionOf, versions } from '../../multispeak/version.ts'
import { writeFault } from '../../multispeak/write-reply.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { answerCall, type Known } from './answer-call.ts'
import { keepRoom } from './arriving.ts'
import { describe } from './describe.ts'
import { asFault } from './faults.ts'
import { judgeLine } from './judge-line.ts'

/** Bytes of a message: what is asked is small. */
const mostBytes = 1_000_000

declare module 'fastify' {
  interface FastifyRequest {
    /** How the product is set up when the vendor calls, and what is known of the call. */
    called: { all: Settings; known: Known }
  }
}

/**
 * Where the system of the prepaid vendor asks, beside all that is for people: no session, no form, no cookie. As long as the
 * interface is not MultiSpeak there is nothing at these addresses.
 */
export async function multispeakRoutes(scope: FastifyInstance, deps: Deps) {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser(
    ['text/xml', 'application/soap+xml'],
    { parseAs: 'buffer', bodyLimit: mostBytes },
    (_request, body, done) => done(null, body),
  )
  scope.decorateRequest('called', null as never)
  scope.setErrorHandler(answerFault)
  const config = { open: true }
  const judgeRoom = keepRoom(mostBytes)

  scope.addHook('onRequest', async (request, reply) => {
    if (request.method === 'POST') judgeRoom(request, reply)
    const all = await deps.settings.now()
    if (!versionOf(all.prepaidMetering.interface)) {
      reply.callNotFound()
      return reply
    }
    request.called = { all, known: {} }
    if (request.method === 'POST') judgeLine(request)
  })

  for (const version of versions) {
    const path = `${paths.multispeak}/${version}`
    scope.get(path, { config }, (request, reply) => describe(deps, request, reply, version))

    scope.post(path, { config, bodyLimit: mostBytes }, async (request, reply) => {
      const { all, known } = request.called
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      const call = { body, version, origin: request.ownOrigin, address: request.ip, all }
      const { contentType, pieces } = await answerCall(deps, call, known)
      // What goes wrong before the first piece is there can still be told as a fault.
      const first = await pieces.next()
      const second = await pieces.next()
      if (!known.isPractice) await noteVendorAsked(deps.db, deps.now().toISOString())
      note(request, 'answered')
      reply.type(contentType)
      if (second.done) {
        // Who has hung up meanwhile is told nothing.
        if (!request.raw.socket.destroyed) await known.noteEnd?.()
        return reply.send(first.value ?? '')
      }
      return reply.send(Readable.from(follow([first.value ?? '', second.value], pieces, known)))
    })
  }
}

/** Where the line breaks off, it is not gone through to its end. */
async function* follow(begun: string[], rest: AsyncGenerator<string>, known: Known) {
  yield* begun
  yield* rest
  await known.noteEnd?.()
}

/** One line for each call, with nothing of what it said. */
function note(request: FastifyRequest, outcome: string) {
  const { version, method, soap, isPractice } = request.called?.known ?? {}
  request.log.info({ version, method, soap, isPractice, outcome, address: request.ip }, 'the vendor called')
}

/** Whatever was wrong is told in the version of SOAP in which it came, without a detail of what is wrong here. */
async function answerFault(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const { status, text, outcome, retryAfter } = asFault(error)
  note(request, outcome)
  request.isWrongGuess = outcome === 'login-wrong'
  if (status >= 500) {
    request.log.error({ code: error.code, name: error.name, stack: stackOnly(error) }, 'request failed')
  }
  const { version, soap: known } = request.called?.known ?? {}
  const soap = known ?? soapOf(String(request.headers['content-type'] ?? '')) ?? '1.1'
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
  return reply
    .status(status)
    .type(contentTypeOf(soap))
    .send(writeFault(version, soap, { side: status >= 500 ? 'server' : 'client', text }))
}
