import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// What Node makes of the sources is kept, so that a start reads them instead of making them anew. Plain JavaScript,
// because one TypeScript file before the cache would load Node's whole TypeScript compiler: 19 MB for good.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)))
await import('./server.ts')
