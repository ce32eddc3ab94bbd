import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { encodingFor } from './encoding.ts'
import { paths } from './paths.ts'

const compressBrotli = promisify(brotliCompress)
const compressGzip = promisify(gzip)
const require = createRequire(import.meta.url)

/** What the pages link to: the address of each asset, named by its content. */
export type AssetPaths = { css: string; js: string; lookUp: string }

type Asset = { path: string; type: string; plain: Buffer; br: Buffer; gzip: Buffer }

/** One script, so that a first visit is one request less. */
const scripts = ['keys.js', 'unsaved.js', 'trouble.js', 'idle.js', 'show.js', 'heading.js']

const folder = new URL('../../public/', import.meta.url)

async function asset(name: string, type: string, plain: Buffer): Promise<Asset> {
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 8)
  const [br, gz] = await Promise.all([
    compressBrotli(plain, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
        [constants.BROTLI_PARAM_LGWIN]: 18,
      },
    }),
    compressGzip(plain, { level: 9 }),
  ])
  const [base, extension] = name.split('.')
  return { path: `${paths.assets}${base}.${hash}.${extension}`, type, plain, br, gzip: gz }
}

/** Comments and indentation are for readers of the source, not for thin lines. */
function smaller(source: string) {
  return source
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/^\s+/gm, '')
    .replace(/\s*([{};,])\s*/g, '$1')
    .replace(/: /g, ':')
    .replace(/;}/g, '}')
}

async function css() {
  return asset(
    'app.css',
    'text/css; charset=utf-8',
    Buffer.from(smaller(await readFile(new URL('app.css', folder), 'utf8'))),
  )
}

async function scriptOf(name: string) {
  return (await readFile(new URL(name, folder), 'utf8')).replace(/^\s*\/\/.*$/gm, '').replace(/^\s+/gm, '')
}

const javascript = 'text/javascript; charset=utf-8'

async function js() {
  const htmx = await readFile(require.resolve('htmx.org/dist/htmx.min.js'), 'utf8')
  // In this order they compress better.
  const parts = [
    ...(await Promise.all(scripts.map(scriptOf))),
    htmx.replace(/\/\/# sourceMappingURL=.*\s*$/, ''),
  ]
  return asset('app.js', javascript, Buffer.from(parts.join('\n')))
}

/** Only the pages with an account to look up carry it. */
async function lookUp() {
  return asset('look-up.js', javascript, Buffer.from(await scriptOf('look-up.js')))
}

let made: Promise<[Asset, Asset, Asset]> | undefined

/** Compresses every asset once a process; an address changes with its content, so browsers keep it for good. */
export async function registerAssets(app: FastifyInstance): Promise<AssetPaths> {
  made ??= Promise.all([css(), js(), lookUp()])
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
