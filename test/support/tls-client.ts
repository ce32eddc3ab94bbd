import { type IncomingHttpHeaders, request as plainly } from 'node:http'
import { request } from 'node:https'
import { certificates } from './certificate.ts'
import { hidden } from './wire.ts'

type Answer = { status: number; headers: IncomingHttpHeaders; html: string }

/** A browser of an office as a proxy sees it: an address of its own, and no Sec-Fetch-Site, as old ones have none. */
export class TlsClient {
  readonly #origin: string
  readonly #address: string
  readonly cookies = new Map<string, string>()
  /** To be sent with everything. */
  headers: Record<string, string> = {}

  constructor(origin: string, address: string) {
    this.#origin = origin
    this.#address = address
  }

  get(path: string) {
    return this.#ask('GET', path)
  }

  /** Fills in the form that the page at `from` has, and sends it there or to `to`. */
  async post(from: string, fields: Record<string, string>, to = from) {
    const { html } = await this.get(from)
    const version = hidden(html, 'version')
    const body = new URLSearchParams({
      _csrf: hidden(html, '_csrf'),
      ...(version ? { version } : {}),
      ...fields,
    })
    return this.#ask('POST', to, Buffer.from(String(body)), 'application/x-www-form-urlencoded')
  }

  async upload(path: string, content: Buffer) {
    const { html } = await this.get(path)
    const form = new FormData()
    form.set('_csrf', hidden(html, '_csrf'))
    form.set('file', new File([new Uint8Array(content)], 'file.csv', { type: 'text/csv' }))
    const sent = new Response(form)
    const body = Buffer.from(await sent.arrayBuffer())
    return this.#ask('POST', path, body, sent.headers.get('content-type') ?? '')
  }

  #ask(method: string, path: string, body?: Buffer, type?: string): Promise<Answer> {
    const { port, protocol } = new URL(this.#origin)
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const options = {
      ...{ method, path, port, host: '127.0.0.1', servername: 'localhost', localAddress: this.#address },
      ca: certificates().authority,
      headers: {
        host: `localhost:${port}`,
        ...(cookie ? { cookie } : {}),
        ...(body ? { origin: this.#origin, 'content-type': type, 'content-length': body.length } : {}),
        ...this.headers,
      },
    }
    return new Promise((resolve, reject) => {
      const sent = (protocol === 'https:' ? request : plainly)(options, (answer) => {
        let html = ''
        answer.setEncoding('utf8').on('data', (text) => (html += text))
        answer.on('end', () => {
          this.#keep(answer.headers['set-cookie'] ?? [])
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, html })
        })
      })
      sent.on('error', reject).end(body)
    })
  }

  #keep(cookies: string[]) {
    for (const text of cookies) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(text) ?? []
      if (name && value) this.cookies.set(name, value)
    }
  }
}
