import { enableCompileCache } from 'node:module'

// What Node makes of the sources is kept, so that a start reads them instead of making them anew.
enableCompileCache(new URL('../node_modules/.cache/compiled', import.meta.url).pathname)
await import('./server.ts')
