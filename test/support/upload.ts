import { paths } from '../../src/http/paths.ts'
import type { Page } from './page.ts'
import type { Visitor } from './visitor.ts'

export type UploadOptions = {
  fileName?: string
  /** The page whose token is sent; the one of the person's own by default. */
  form?: Page
  /** Instead of the page's token; null sends none. */
  token?: string | null
  to?: string
  /** How it is read: recognized unless said. */
  layout?: string
  /** What the form has besides. */
  fields?: Record<string, string>
}

/** Chooses a file on the import page and presses its button, as a browser sends it. */
export async function upload(
  visitor: Visitor,
  content: string | Buffer,
  {
    fileName = 'transactions.csv',
    form,
    token,
    to = paths.transactionImports,
    layout,
    fields = {},
  }: UploadOptions = {},
): Promise<Page> {
  const page = form ?? (await visitor.get(paths.transactionImports))
  const own = () => page.find('main [name=_csrf], [name=_csrf]').getAttribute('value') ?? ''
  const sent = token === undefined ? own() : token
  const boundary = '----a-browser-makes-this-up'
  const part = (head: string, body: string | Buffer) => [
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
    Buffer.from(body),
    Buffer.from('\r\n'),
  ]
  const body = Buffer.concat([
    ...(sent === null ? [] : part('name="_csrf"', sent)),
    ...(layout === undefined ? [] : part('name="layout"', layout)),
    ...Object.entries(fields).flatMap(([name, text]) => part(`name="${name}"`, text)),
    ...part(`name="file"; filename="${fileName}"\r\nContent-Type: text/csv`, content),
    Buffer.from(`--${boundary}--\r\n`),
  ])
  return visitor.post(to, body, { headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } })
}

/** Asks how far it is, as the page does, until the file is read: its preview, or what came of it. */
export async function untilRead(visitor: Visitor, page: Page): Promise<Page> {
  const { path } = page
  const deadline = Date.now() + 60_000
  let seen = page
  while (seen.title.includes('% read')) {
    if (Date.now() > deadline) throw new Error(`the import goes on and on:\n${seen.words}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
    const { response } = await visitor.get(`${path}/progress`, { panel: true })
    if (response.headers['hx-redirect']) seen = await visitor.get(path)
  }
  return seen
}

/** Imports what the preview shows, if there is one, and waits until the import has ended and its rows are settled. */
export async function untilEnded(visitor: Visitor, page: Page): Promise<Page> {
  const deadline = Date.now() + 60_000
  let seen = await untilRead(visitor, page)
  if (seen.heading.startsWith('Preview of ')) seen = await visitor.submit(seen, {}, { button: 'Import' })
  for (;;) {
    const imports = await visitor.get(paths.transactionImports)
    if (!imports.words.includes('in progress')) return seen
    if (Date.now() > deadline) throw new Error(`the import does not end:\n${imports.words}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
