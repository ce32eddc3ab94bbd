import module from 'node:module'
import { fileURLToPath } from 'node:url'

// As a start of the product does: the processes that read files are then begun in a quarter of the time.
module.enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url)))
