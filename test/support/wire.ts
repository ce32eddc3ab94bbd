import { connect } from 'node:net'
import { brotliDecompressSync } from 'node:zlib'

export type WireAnswer = { status: number; headers: string; html: string; bytes: number }

/** A client that counts every byte of an answer as it comes over the wire, headers included. */
export class WireClient {
  readonly #host: string
  readonly #port: number
  readonly cookies = new Map<string, string>()

  constructor(url: string) {
    const { hostname, port } = new URL(url)
    this.#host = hostname
    this.#port = Number(port)
  }

  get(path: string, headers: Record<string, string> = {}) {
    return this.#ask('GET', path, headers, undefined)
  }

  post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
    return this.#ask('POST', path, headers, new URLSearchParams(fields).toString())
  }

  async #ask(
    method: string,
    path: string,
    extra: Record<string, string>,
    body: string | undefined,
  ): Promise<WireAnswer> {
    const host = `${this.#host}:${this.#port}`
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers: Record<string, string> = {
      Host: host,
      'Accept-Encoding': 'gzip, deflate, br',
      Connection: 'keep-alive',
      ...(cookie ? { Cookie: cookie } : {}),
      ...(body === undefined
        ? {}
        : {
            Origin: `http://${host}`,
            'Content-Type': 'application/x-www-form-urlencoded',
            'Content-Length': String(Buffer.byteLength(body)),
          }),
      ...extra,
    }
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    const answer = await this.#exchange(`${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n${body ?? ''}`)
    const end = answer.indexOf('\r\n\r\n')
    const text = answer.subarray(0, end).toString('latin1')
    for (const [, name, value] of text.matchAll(/^set-cookie: ([^=]+)=([^;\r]*)/gim)) {
      this.cookies.set(name as string, value as string)
    }
    const content = answer.subarray(end + 4)
    const html = /^content-encoding: br/im.test(text)
      ? brotliDecompressSync(content).toString()
      : content.toString()
    return { status: Number(text.split(' ')[1]), headers: text, html, bytes: answer.length }
  }

  /** One keep-alive request, as a browser sends it; the answer is whole when its content-length is there. */
  #exchange(request: string): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.#port, this.#host)
      let answer = Buffer.alloc(0)
      socket.on('error', reject)
      socket.on('close', () => reject(new Error('the connection closed before the answer was whole')))
      socket.on('data', (chunk: Buffer) => {
        answer = Buffer.concat([answer, chunk])
        const end = answer.indexOf('\r\n\r\n')
        if (end < 0) return
        const length = answer
          .subarray(0, end)
          .toString('latin1')
          .match(/^content-length: (\d+)/im)
        if (!length || answer.length < end + 4 + Number(length[1])) return
        resolve(answer)
        socket.destroy()
      })
      socket.write(request)
    })
  }
}

export function hidden(html: string, name: string) {
  return html.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1] ?? ''
}

/** Makes the first administrator over the wire and keeps the session. */
export async function setUpOverWire(url: string, setUpUrl: string, passphrase: string): Promise<WireClient> {
  const client = new WireClient(url)
  const code = new URL(setUpUrl).searchParams.get('code') ?? ''
  const page = await client.get('/set-up')
  const fields = {
    _csrf: hidden(page.html, '_csrf'),
    code,
    name: 'Ada Clerk',
    password: passphrase,
    passwordAgain: passphrase,
  }
  const done = await client.post('/set-up', fields)
  if (done.status !== 303) throw new Error(`set-up answered ${done.status}`)
  return client
}
