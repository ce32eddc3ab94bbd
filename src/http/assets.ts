import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { encodingFor } from './compress.ts'
import { paths } from './paths.ts'

const compressBrotli = promisify(brotliCompress)
const compressGzip = promisify(gzip)

/** What the pages link to: the address of each asset, named by its content; and what stands inside the pages before signing in. */
export type Assets = {
  css: string
  settings: string
  js: string
  lookUp: string
  timeout: string
  signInStyle: string
}

type Asset = { path: string; type: string; plain: Buffer; br: Buffer; gzip: Buffer }

const inPublic = (name: string) => new URL(`../../public/${name}`, import.meta.url)

/** One script, so that a first visit is one request less; in this order it compresses better. */
const scripts = ['network-error', 'unsaved', 'session', 'menu', 'reveal-password', 'heading', 'keys']
const htmx = createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js')

const read = (file: string | URL) => readFile(file, 'utf8')

/** Without comments, which have lines of their own, and without indentation. */
async function readScript(name: string) {
  const lines = (await read(inPublic(`${name}.js`))).split('\n').map((line) => line.trim())
  return lines.filter((line) => !/^$|^\/[/*]/.test(line)).join('\n')
}

/** Without comments, and without the spaces that say nothing: those beside signs, outside of texts. */
async function readStyle(name: string) {
  const text = await read(inPublic(name))
  return text
    .replace(
      /\/\*.*?\*\/|("[^"]*")|\s*([{};,>])\s*|(:)\s+|\b0(?=\.)/gs,
      (_, quoted, sign, colon) => quoted ?? sign ?? colon ?? '',
    )
    .replaceAll(';}', '}')
}

async function asset(name: string, type: string, text: string): Promise<Asset> {
  const plain = Buffer.from(text)
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 8)
  const [base, extension] = name.split('.')
  const path = `${paths.assets}${base}.${hash}.${extension}`
  const [br, gzip] = await Promise.all([compressBrotli(plain), compressGzip(plain, { level: 9 })])
  return { path, type: `text/${type}; charset=utf-8`, plain, br, gzip }
}

async function makeAssets() {
  const [signIn, settings, rest] = await Promise.all(
    ['sign-in.css', 'settings.css', 'app.css'].map(readStyle),
  )
  const script = [...scripts.map(readScript), read(htmx), readScript('htmx-config')]
  const all = await Promise.all([
    asset('app.css', 'css', `${signIn}${settings}${rest}`),
    asset('settings.css', 'css', `${signIn}${settings}`),
    asset('app.js', 'javascript', (await Promise.all(script)).join('\n')),
    // Only the pages with an account to look up carry it.
    asset('look-up.js', 'javascript', await readScript('look-up')),
    asset('session-timeout.js', 'javascript', await readScript('session-timeout')),
  ])
  return { signInStyle: signIn as string, all }
}

let made: ReturnType<typeof makeAssets> | undefined

/** Compresses every asset once a process; an address changes with its content, so browsers keep it permanently. */
export async function registerAssets(app: FastifyInstance): Promise<Assets> {
  made ??= makeAssets()
  const { signInStyle, all } = await made
  const [style, settings, script, finder, timeout] = all
  for (const { path, type, plain, br, gzip } of all) {
    app.get(path, { config: { open: true, asset: true } }, (request, reply) => {
      const encoding = encodingFor(request.headers['accept-encoding'])
      reply.header('content-type', type)
      reply.header('cache-control', 'max-age=31536000, immutable')
      reply.header('vary', 'accept-encoding')
      reply.header('x-content-type-options', 'nosniff')
      if (encoding) reply.header('content-encoding', encoding)
      return reply.send(encoding === 'br' ? br : encoding === 'gzip' ? gzip : plain)
    })
  }
  return {
    css: style.path,
    settings: settings.path,
    js: script.path,
    lookUp: finder.path,
    timeout: timeout.path,
    signInStyle,
  }
}
