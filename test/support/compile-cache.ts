import module from 'node:module'
import { fileURLToPath } from 'node:url'

// As a start of the product does: the processes that read files are then begun in a quarter of the time.
const folder = fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url))
module.enableCompileCache(folder)

/** The same for a command's process: to compile the sources is half of what it does. */
export const compiledSources = { NODE_COMPILE_CACHE: folder }
