import module from 'node:module'
import { fileURLToPath } from 'node:url'
import { sayVersion } from '../cli/say-version.js'

sayVersion()

// As in a production start: what Node makes of the sources is kept, and this file is plain JavaScript for it.
module.enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url)))
await import('./demo.ts')
