import { request as begin, type IncomingMessage } from 'node:http'
import type { FaultCode, OutboundFault, Stage } from './fault.ts'
import { faultOf } from './fault-words.ts'
import { openTls, type TlsOptions, type TlsServer } from './tls-line.ts'

export type HttpsServer = TlsServer & {
  /** What follows host and port in the address. */
  path: string
}

export type HttpsMessage = {
  headers: Record<string, string>
  body: Buffer
  /** What it is called in faults, such as `PingURL (message 12)`. */
  name: string
  /** Where the answer is lost, it may have been done. */
  changes: boolean
  stage: Stage
}

export type HttpsAnswer = {
  status: number
  /** `HTTP 404 Not Found` */
  line: string
  body: Buffer
}

const mostBytes = 10 * 1024 * 1024
const mostHeader = 16 * 1024

/**
 * Posts a message and reads the whole answer, whatever its status. No redirect is followed, no proxy asked, nothing kept for
 * the next one. Throws OutboundFault: `answer-lost` where it may have been done, anything else where it was surely not or
 * changes nothing.
 */
export async function postHttps(
  server: HttpsServer,
  message: HttpsMessage,
  options: TlsOptions,
): Promise<HttpsAnswer> {
  const socket = await openTls(server, options)
  return await new Promise<HttpsAnswer>((resolve, reject) => {
    let isWhole = false
    const fail = (code: FaultCode, how?: string) => {
      const fault = faultAfter(server, message, isWhole, code, how)
      over(() => reject(fault))
    }
    const over = (settle: () => void) => {
      options.signal.removeEventListener('abort', late)
      settle()
      socket.destroy()
    }
    const late = () => fail('timed-out')
    options.signal.addEventListener('abort', late)
    socket.setTimeout(options.silence, late)
    const request = begin({
      ...{ method: 'POST', path: server.path, headers: headersOf(server, message), setHost: false },
      ...{ createConnection: () => socket, maxHeaderSize: mostHeader },
    })
    // These stay on after the end: an error that nobody hears ends the process.
    request.on('error', (error: NodeJS.ErrnoException) => fail(...codeOf(error)))
    request.on('close', () => fail('dropped'))
    request.on('response', (response) => readWhole(response, fail, (answer) => over(() => resolve(answer))))
    writeWhole(request, message.body, () => {
      isWhole = true
    })
    if (options.signal.aborted) late()
  })
}

/**
 * The last byte is held back until the system has taken all others: a message that lacks it can have done nothing, so what
 * fails before is told from what fails after.
 */
function writeWhole(request: ReturnType<typeof begin>, body: Buffer, whole: () => void) {
  request.write(body.subarray(0, -1), (error) => {
    if (error || request.destroyed) return
    whole()
    request.end(body.subarray(-1))
  })
}

function readWhole(
  response: IncomingMessage,
  fail: (code: FaultCode, how?: string) => void,
  done: (answer: HttpsAnswer) => void,
) {
  const pieces: Buffer[] = []
  let size = 0
  response.on('error', () => fail('dropped'))
  response.on('data', (piece: Buffer) => {
    size += piece.length
    if (size > mostBytes) fail('too-large', 'more than 10 MB')
    else pieces.push(piece)
  })
  response.on('end', () => {
    if (!response.complete) return fail('dropped')
    const { statusCode: status = 0, statusMessage = '' } = response
    done({ status, line: `HTTP ${status} ${statusMessage}`.trim(), body: Buffer.concat(pieces) })
  })
}

function headersOf({ host, port }: HttpsServer, { headers, body }: HttpsMessage) {
  const name = host.includes(':') ? `[${host}]` : host
  return {
    Host: port === 443 ? name : `${name}:${port}`,
    'User-Agent': 'Interfaces for Connect Utility Management',
    ...headers,
    'Content-Length': String(body.length),
    Connection: 'close',
  }
}

function codeOf({ code = '' }: NodeJS.ErrnoException): [FaultCode, string?] {
  if (code === 'HPE_HEADER_OVERFLOW') return ['too-large', 'headers of more than 16 KB']
  if (code === 'ETIMEDOUT') return ['timed-out']
  return [code.startsWith('HPE_') ? 'failed' : 'dropped']
}

const lost: Partial<Record<FaultCode, string>> = {
  'timed-out': 'no answer came in time',
  dropped: 'the connection ended before the whole answer was here',
}

/** A fault of the answer to a message that was written whole (or not): nobody knows then whether what it asks for was done. */
export function faultAfter(
  server: HttpsServer,
  { name, changes, stage }: Pick<HttpsMessage, 'name' | 'changes' | 'stage'>,
  isWhole: boolean,
  code: FaultCode,
  how?: string,
): OutboundFault {
  if (!isWhole || !changes) return faultOf(server, stage, code, { found: how })
  const practice = code === 'not-production' && `it was answered as by its ${how}`
  const came = practice || lost[code] || `what came back is no answer${how ? ` (${how})` : ''}`
  return faultOf(server, stage, 'answer-lost', { found: `${name} was sent to ${server.host}, and ${came}.` })
}
