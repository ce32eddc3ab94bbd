import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'

/** Quality 5 costs a tenth of a millisecond a page; 11, Node's default, costs five for 130 bytes less. */
const brotli = {
  [constants.BROTLI_PARAM_QUALITY]: 5,
  [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
  [constants.BROTLI_PARAM_LGWIN]: 16,
}

/** Compresses pages on their way out, whole: no stream and no chunk framing for a few kilobytes. */
export function registerCompression(app: FastifyInstance) {
  app.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || payload.length < 400) return payload
    if (!String(reply.getHeader('content-type')).startsWith('text/')) return payload
    const accepted = String(request.headers['accept-encoding'] ?? '')
    const page = Buffer.from(payload)
    if (/\bbr\b/.test(accepted)) {
      reply.header('content-encoding', 'br').removeHeader('content-length')
      return brotliCompressSync(page, {
        params: { ...brotli, [constants.BROTLI_PARAM_SIZE_HINT]: page.length },
      })
    }
    if (/\bgzip\b/.test(accepted)) {
      reply.header('content-encoding', 'gzip').removeHeader('content-length')
      return gzipSync(page, { level: 4 })
    }
    return payload
  })
}
