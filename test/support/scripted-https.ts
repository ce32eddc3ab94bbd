import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer as plainServer, type Server, type Socket } from 'node:net'
import { type TLSSocket, type TlsOptions, createServer as tlsServer } from 'node:tls'
import type { VendorTarget } from '../../src/multispeak/vendor-target.ts'
import { namespaces, type Version } from '../../src/multispeak/version.ts'
import { type CertificateFiles, certificates } from './certificate.ts'

export const scriptedPassword = 'canary-Kd4-scripted-Vb9'

/** Servers that break on purpose, each as the script in its address says; they end with this process. */
export type ScriptedHttps = {
  /** What a call takes to reach a script. */
  target(script: string): VendorTarget
  /** The bodies that came whole, by script, in turn. */
  asked: { script: string; body: string }[]
  stop(): Promise<void>
}

type Question = { socket: TLSSocket; raw: Socket; method: string; password: string; host: string }
type Script = (question: Question) => void

const http = (status: string, body = '', headers = 'Content-Type: text/xml; charset=utf-8\r\n') =>
  `HTTP/1.1 ${status}\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

const soap = (content: string) =>
  `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${content}</s:Body></s:Envelope>`

const inContext = (text: string, context: string, ns: string) =>
  text.replace(
    '<s:Body>',
    `<s:Header><MultiSpeakMsgHeader xmlns="${ns}" Context="${context}"/></s:Header><s:Body>`,
  )

const fault = (text: string) =>
  soap(`<s:Fault><faultcode>s:Server</faultcode><faultstring>${text}</faultstring></s:Fault>`)

const page = '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in</body></html>'
const html = 'Content-Type: text/html\r\n'

const says =
  (answer: (question: Question) => string): Script =>
  (question) =>
    void question.socket.end(answer(question))

/** What is answered once all of a question is there. */
function scriptsOf(version: Version): Record<string, Script> {
  const reply = (method: string, content: string, ns = namespaces[version]) =>
    soap(`<${method}Response xmlns="${ns}">${content}</${method}Response>`)
  const result = (method: string, content = '') =>
    reply(method, `<${method}Result>${content}</${method}Result>`)
  const errorObject =
    version === '3.0'
      ? '<errorObject objectID="7" errorString="No such account." nounType="x" eventTime="2026-11-01T10:00:00Z"/>'
      : '<errorObject objectID="7" nounType="x" eventTime="2026-11-01T10:00:00Z">No such account.</errorObject>'
  const other = namespaces[version === '3.0' ? '4.1' : '3.0']
  const unknown = '<extensions><x xmlns="urn:x"><y/></x></extensions>'
  return {
    good: says(({ method }) => http('200 OK', result(method))),
    'tls-1.2': says(({ method }) => http('200 OK', result(method))),
    chunked: says(
      ({ method }) => `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunked(result(method))}`,
    ),
    'without-length': says(({ method }) => `HTTP/1.1 200 OK\r\n\r\n${result(method)}`),
    'old-http': says(({ method }) => `HTTP/1.0 200 OK\r\n\r\n${result(method)}`),
    'to-be-continued': says(({ method }) => `HTTP/1.1 100 Continue\r\n\r\n${http('200 OK', result(method))}`),
    'in-pieces': ({ socket, method }) => byPieces(socket, http('200 OK', result(method))),
    'and-more': says(({ method }) => `${http('200 OK', result(method))}${http('500 Error')}`),
    straight: says(({ method }) => http('200 OK', reply(method, ''))),
    unknown: says(({ method }) =>
      http('200 OK', result(method, unknown).replace('Response ', 'Response a="b" xmlns:q="urn:q" q:c="d" ')),
    ),
    errors: says(({ method }) => http('200 OK', result(method, errorObject))),
    'errors-straight': says(({ method }) => http('200 OK', reply(method, errorObject))),
    'errors-tell': says(({ method, password }) =>
      http('200 OK', result(method, errorObject.replace('No such account', `Not with ${password}`))),
    ),
    ...Object.fromEntries(
      ['Production', 'Training', 'Testing'].map((context) => [
        `as-${context.toLowerCase()}`,
        says(({ method }) => http('200 OK', inContext(result(method), context, namespaces[version]))),
      ]),
    ),
    'other-version': says(({ method }) => http('200 OK', reply(method, '', other))),
    'other-method': says(() => http('200 OK', result('GetMeters'))),
    'cut-xml': says(({ method }) => http('200 OK', result(method).slice(0, -30))),
    'two-bodies': says(({ method }) => http('200 OK', result(method) + result(method))),
    doctype: says(({ method }) =>
      http('200 OK', result(method).replace('?>', '?><!DOCTYPE x [<!ENTITY e "e">]>')),
    ),
    zipped: says(() => http('200 OK', '\u001f\u008b\u0008', 'Content-Encoding: gzip\r\n')),
    html: says(() => http('200 OK', page, html)),
    json: says(() => http('200 OK', '{"ok":true}', 'Content-Type: application/json\r\n')),
    empty: says(() => http('200 OK')),
    none: says(() => 'HTTP/1.1 204 No Content\r\n\r\n'),
    fault: says(() => http('500 Internal Server Error', fault('The books are closed &lt;b&gt; until nine.'))),
    'fault-200': says(() => http('200 OK', fault('The books are closed.'))),
    'fault-long': says(() => http('500 Internal Server Error', fault('x'.repeat(5_000)))),
    'fault-login': says(() => http('500 Internal Server Error', fault('Invalid user name or password.'))),
    'fault-tells': says(({ password }) => http('500 Error', fault(`Login failed: ${password} is not it.`))),
    'line-tells': says(({ password }) => http(`409 Not ${password}`)),
    '500': says(() => http('500 Internal Server Error', page, html)),
    '502': says(() => http('502 Bad Gateway', page, html)),
    '503': says(() => http('503 Service Unavailable')),
    '401': says(() => http('401 Unauthorized', page, html)),
    '403': says(() => http('403 Forbidden', page, html)),
    '404': says(() => http('404 Not Found', page, html)),
    '405': says(() => http('405 Method Not Allowed')),
    '429': says(() => http('429 Too Many Requests')),
    redirect: says(({ host }) => http('302 Found', '', `Location: https://${host}/followed\r\n`)),
    'redirect-kept': says(({ host }) =>
      http('308 Permanent Redirect', '', `Location: https://${host}/followed\r\n`),
    ),
    followed: says(({ method }) => http('200 OK', result(method))),
    upgrade: says(() => 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
    garbage: says(() => 'well met\r\n\r\n'),
    big: ({ socket }) =>
      void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 52428800\r\n\r\n', () => endless(socket)),
    'big-unsaid': ({ socket }) => void socket.write('HTTP/1.1 200 OK\r\n\r\n', () => endless(socket)),
    headers: ({ socket }) =>
      void socket.write('HTTP/1.1 200 OK\r\n', () => endless(socket, 'X-More: and more\r\n')),
    drip: ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n')
      const timer = setInterval(() => socket.write('<'), 10)
      socket.on('close', () => clearInterval(timer))
    },
    silent: () => undefined,
    'silent-in-answer': ({ socket }) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<'),
    reset: ({ raw }) => void raw.resetAndDestroy(),
    close: ({ socket }) => void socket.end(),
    'reset-in-answer': ({ socket, raw, method }) =>
      void socket.write(http('200 OK', result(method)).slice(0, -20), () => raw.resetAndDestroy()),
    'close-in-answer': says(({ method }) => http('200 OK', result(method)).slice(0, -20)),
  }
}

const chunked = (text: string) =>
  [text.slice(0, 10), text.slice(10), '']
    .map((part) => `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`)
    .join('')

/** A byte at a time, each when the last has left. */
function byPieces(socket: TLSSocket, text: string) {
  if (text === '') socket.end()
  else socket.write(text.slice(0, 1), () => byPieces(socket, text.slice(1)))
}

const piece = 64 * 1024

function endless(socket: TLSSocket, line = 'x') {
  const bytes = Buffer.from(line.repeat(Math.ceil(piece / line.length)))
  const more = () => {
    while (socket.writable && socket.write(bytes));
  }
  socket.on('drain', more)
  more()
}

export async function startScriptedHttps(version: Version): Promise<ScriptedHttps> {
  const { authority, valid, expired, notYetValid, otherName, untrusted } = certificates()
  const asked: ScriptedHttps['asked'] = []
  const sockets = new Set<Socket>()
  const scripts = scriptsOf(version)
  const answering = (files: CertificateFiles, options: TlsOptions = {}) =>
    encrypted(files, options, (socket, raw) => listen(socket, raw, scripts, asked))
  const servers: Record<string, Server> = {
    '': answering(valid),
    expired: answering(expired),
    'not-yet-valid': answering(notYetValid),
    'other-name': answering(otherName),
    untrusted: answering(untrusted),
    'old-tls': answering(valid, {
      ...{ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' },
    }),
    'tls-1.2': answering(valid, { maxVersion: 'TLSv1.2' }),
    'not-tls': plainServer((socket) => socket.on('data', () => socket.end(http('400 Bad Request')))),
    'other-protocol': plainServer((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n')),
    'silent-at-first': plainServer(() => undefined),
    'reset-at-first': plainServer((socket) => socket.once('data', () => socket.resetAndDestroy())),
    'close-at-first': plainServer((socket) => socket.once('data', () => socket.end())),
    // Takes what its system takes by itself, and reads nothing.
    'never-reads': encrypted(valid, {}, (socket) => socket.pause()),
    nobody: plainServer(),
  }
  for (const server of Object.values(servers)) {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket.on('error', () => undefined).on('close', () => sockets.delete(socket)))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  }
  const portOf = (server: Server) => (server.address() as AddressInfo).port
  const ports = Object.fromEntries(Object.entries(servers).map(([name, server]) => [name, portOf(server)]))
  await new Promise((resolve) => servers.nobody?.close(resolve))
  return {
    asked,
    target(script) {
      const at = `127.0.0.1:${ports[script] ?? ports['']}`
      const login = { userName: 'town-prepaid', password: scriptedPassword, company: 'Riverton' }
      return {
        version,
        address: `https://${at}/${script}`,
        ...login,
        certificateAuthority: authority,
        allowed: [at],
      }
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      await Promise.all(
        Object.values(servers).map((server) => new Promise((resolve) => server.close(resolve))),
      )
    },
  }
}

/** `begin` gets the encrypted connection and the one below it, which alone can be reset. */
function encrypted(
  { cert, key }: CertificateFiles,
  options: TlsOptions,
  begin: (socket: TLSSocket, raw: Socket) => void,
) {
  const raws = new Map<number | undefined, Socket>()
  const server = tlsServer({ cert: readFileSync(cert), key: readFileSync(key), ...options })
  server.on('connection', (raw: Socket) => raws.set(raw.remotePort, raw))
  server.on('tlsClientError', () => undefined)
  return server.on('secureConnection', (socket) => {
    socket.on('error', () => undefined)
    const raw = raws.get(socket.remotePort)
    if (raw) begin(socket, raw)
  })
}

function listen(
  socket: TLSSocket,
  raw: Socket,
  scripts: Record<string, Script>,
  asked: ScriptedHttps['asked'],
) {
  let text = ''
  let isAsked = false
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1')
    const [head = '', body] = text.split('\r\n\r\n')
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1])
    if (isAsked || body === undefined || body.length < length) return
    isAsked = true
    const script = /^POST \/(\S*) /.exec(head)?.[1] ?? ''
    asked.push({ script, body: Buffer.from(body, 'latin1').toString('utf8') })
    const method = /<(?:\w+:)?(\w+) xmlns="http:\/\/www\.multispeak[^"]*"\/?>/.exec(body)?.[1] ?? ''
    const password = / Pwd="([^"]*)"/.exec(body)?.[1] ?? ''
    const host = /\r\nhost: (\S+)/i.exec(head)?.[1] ?? ''
    scripts[script]?.({ socket, raw, method, password, host })
  })
}
