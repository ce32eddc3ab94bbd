import { openFiles } from '../../../src/outbound/sftp.ts'
import type { Target } from '../../../src/outbound/target.ts'

const pieceBytes = 250_000

/** Sends a file of so many pieces, in a process of its own that can be killed; says what its memory came to. */
const [targetText = '', name = '', pieces = ''] = process.argv.slice(2)
const target: Target = JSON.parse(targetText)

async function* content() {
  for (let at = 0; at < Number(pieces); at++) yield Buffer.alloc(pieceBytes, at)
}

const before = process.memoryUsage().rss
let most = before
const timer = setInterval(() => {
  most = Math.max(most, process.memoryUsage().rss)
}, 5)
const files = await openFiles(target, { signal: AbortSignal.timeout(120_000) })
console.log('open')
await files.write('ToInvoiceCloud', name, Number(pieces) * pieceBytes, content())
let size = 0
await files.read(`ToInvoiceCloud/${name}`, async (bytes) => {
  size += bytes.length
})
await files.close()
clearInterval(timer)
console.log(`read ${size}, memory ${Math.round((most - before) / 1_000_000)} MB`)
