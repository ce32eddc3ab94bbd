import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { fault } from './envelope.ts'

type Listener = NonNullable<Parameters<typeof createServer>[1]>
type Request = Parameters<Listener>[0]
type Response = Parameters<Listener>[1]

export const host = '127.0.0.1'
const longest = 1024 * 1024

/** `isLate`: it is sent only when nobody waits for it any more. */
export type Reply = { status: number; body: string; isLate?: true }

type Options = {
  certificate: string
  privateKey: string
  /** 0 takes any that is free. */
  port: number
  answer: (asked: Buffer) => Promise<Reply>
  /** How long a late answer keeps the other side waiting. */
  lateMs: number
  failed: (error: unknown) => void
}

async function bodyOf(request: Request): Promise<Buffer | undefined> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of request) {
    length += piece.length
    if (length > longest) return undefined
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

function send(response: Response, { status, body }: Reply) {
  response.writeHead(status, { 'content-type': 'text/xml; charset=utf-8', connection: 'close' }).end(body)
}

/** SOAP over HTTPS on this machine alone. Throws EADDRINUSE where the port is taken. */
export async function startServer({ certificate, privateKey, port, answer, lateMs, failed }: Options) {
  async function take(request: Request, response: Response) {
    if (request.method !== 'POST') return send(response, { status: 405, body: fault('Ask by POST.') })
    if (!/^text\/xml\b/.test(request.headers['content-type'] ?? ''))
      return send(response, { status: 415, body: fault('This vendor speaks SOAP 1.1.') })
    const asked = await bodyOf(request)
    if (!asked) return send(response, { status: 413, body: fault('This message is too long.') })
    const reply = await answer(asked)
    // Whoever asked hears nothing of it, and cannot know what became of it.
    if (reply.isLate) setTimeout(() => response.destroy(), lateMs).unref()
    else send(response, reply)
  }
  const server = createServer(
    { cert: certificate, key: privateKey, minVersion: 'TLSv1.2' },
    (request, response) => {
      take(request, response).catch((error) => {
        failed(error)
        response.destroy()
      })
    },
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve())
  })
  server.on('error', () => undefined)
  return {
    port: (server.address() as AddressInfo).port,
    /** Ends every connection too. */
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}
