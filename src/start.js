import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'
import { sayVersion } from './cli/say-version.js'

sayVersion()

const modules = new URL('../node_modules/', import.meta.url)

// npm runs what sets up a start only where its settings allow scripts.
if (
  !process.features.typescript ||
  !['fastify/package.json', 'sqlite3/build/Release/node_sqlite3.node'].every((file) =>
    existsSync(new URL(file, modules)),
  )
) {
  console.error(
    `The product's packages, with the Node.js that it runs on, are not here. To install them: npm run set-up`,
  )
  process.exit(1)
}

// What Node makes of the sources is kept, so that a start reads them instead of making them anew. Plain JavaScript,
// because one TypeScript file before the cache would load Node's whole TypeScript compiler: 19 MB permanently.
module.enableCompileCache(fileURLToPath(new URL('.cache/compiled', modules)))
await import('./server.ts')
