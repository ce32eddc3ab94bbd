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

/** What the pages link to: the address of each asset, named by its content. */
export type AssetPaths = { css: string; js: string; lookUp: string }

type Asset = { path: string; type: string; plain: Buffer; br: Buffer; gzip: Buffer }

const inPublic = (name: string) => new URL(`../../public/${name}`, import.meta.url)

/** One script, so that a first visit is one request less; in this order it compresses better. */
const scripts = ['heading', 'menu', 'keys', 'unsaved', 'session-timeout', 'network-error', 'reveal-password']
const htmx = createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js')

/** A file without its comments, which have lines of their own, and without indentation. */
async function read(file: string | URL) {
  const lines = (await readFile(file, 'utf8')).split('\n').map((line) => line.trim())
  return lines.filter((line) => !/^$|^\/[/*]/.test(line)).join('\n')
}

async function asset(name: string, type: string, files: (string | URL)[]): Promise<Asset> {
  const text = (await Promise.all(files.map(read))).join('\n')
  // Spaces beside these signs say nothing in a style sheet, and none of ours has them in a text.
  const plain = Buffer.from(type === 'css' ? text.replace(/\s*([{};,])\s*/g, '$1') : text)
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 8)
  const [base, extension] = name.split('.')
  const path = `${paths.assets}${base}.${hash}.${extension}`
  const [br, gzip] = await Promise.all([compressBrotli(plain), compressGzip(plain, { level: 9 })])
  return { path, type: `text/${type}; charset=utf-8`, plain, br, gzip }
}

let made: Promise<[Asset, Asset, Asset]> | undefined

/** Compresses every asset once a process; an address changes with its content, so browsers keep it permanently. */
export async function registerAssets(app: FastifyInstance): Promise<AssetPaths> {
  made ??= Promise.all([
    asset('app.css', 'css', [inPublic('app.css')]),
    asset('app.js', 'javascript', [...scripts.map((name) => inPublic(`${name}.js`)), htmx]),
    // Only the pages with an account to look up carry it.
    asset('look-up.js', 'javascript', [inPublic('look-up.js')]),
  ])
  const [style, script, finder] = await made
  for (const { path, type, plain, br, gzip } of [style, script, finder]) {
    app.get(path, { config: { open: true, asset: true } }, (request, reply) => {
      const encoding = encodingFor(request.headers['accept-encoding'])
      reply.header('content-type', type)
      reply.header('cache-control', 'public, max-age=31536000, immutable')
      reply.header('vary', 'accept-encoding')
      reply.header('x-content-type-options', 'nosniff')
      if (encoding) reply.header('content-encoding', encoding)
      return reply.send(encoding === 'br' ? br : encoding === 'gzip' ? gzip : plain)
    })
  }
  return { css: style.path, js: script.path, lookUp: finder.path }
}
