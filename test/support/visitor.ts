import type { FastifyInstance } from 'fastify'
import { Page } from './page.ts'

export type RequestOptions = {
  /** Ask for the panel alone, as htmx does. */
  panel?: boolean
  /** What is undefined is left out of what a browser sends. */
  headers?: Record<string, string | undefined>
  /** Go on to where a redirect leads; on unless said otherwise. */
  follow?: boolean
  /** The words on the button pressed. */
  button?: string
}

/** Someone with a browser without script: keeps cookies, follows links and sends forms. */
export class Visitor {
  readonly app: FastifyInstance
  readonly cookies = new Map<string, string>()
  readonly address: string

  constructor(app: FastifyInstance, address = '127.0.0.1') {
    this.app = app
    this.address = address
  }

  get(path: string, options: RequestOptions = {}): Promise<Page> {
    return this.#request('GET', path, undefined, options)
  }

  /** Sends these very fields, token and all; for what a browser would never send. */
  post(path: string, fields: URLSearchParams | string | Buffer, options: RequestOptions = {}): Promise<Page> {
    return this.#request('POST', path, Buffer.isBuffer(fields) ? fields : String(fields), options)
  }

  /** Fills in the form on the page by its labels and presses its button. */
  submit(
    page: Page,
    values: Record<string, string | boolean> = {},
    options: RequestOptions = {},
  ): Promise<Page> {
    const form = page.form(options.button)
    const pressed = page.button(options.button)
    const sent = page.filledIn(form, values)
    const name = pressed.getAttribute('name')
    if (name) sent.append(name, pressed.getAttribute('value') ?? '')
    const to = pressed.getAttribute('formaction') ?? form.getAttribute('action') ?? page.path
    return form.getAttribute('method') === 'post'
      ? this.post(to, sent, options)
      : this.get(`${to}?${sent}`, options)
  }

  async #request(
    method: 'GET' | 'POST',
    path: string,
    body: string | Buffer | undefined,
    options: RequestOptions,
  ): Promise<Page> {
    const headers = {
      host: 'localhost',
      ...(this.cookies.size > 0 ? { cookie: [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ') } : {}),
      ...(options.panel ? { 'hx-request': 'true', 'hx-request-type': 'partial' } : {}),
      ...(body === undefined
        ? {}
        : {
            'content-type': 'application/x-www-form-urlencoded',
            origin: 'http://localhost',
            'sec-fetch-site': 'same-origin',
          }),
      ...options.headers,
    }
    const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined))
    const response = await this.app.inject({
      method,
      url: path,
      remoteAddress: this.address,
      headers: sent,
      payload: body,
    })
    for (const { name, value, maxAge, expires } of response.cookies as Cookie[]) {
      const ended = maxAge === 0 || (expires && expires.getTime() <= Date.now())
      if (ended) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    const { location } = response.headers
    if (location && options.follow !== false) return this.get(String(location), { headers: options.headers })
    return new Page(response, path)
  }
}

type Cookie = { name: string; value: string; maxAge?: number; expires?: Date }
