// Plain JavaScript without packages, like set-up.js.
import process from 'node:process'
import { productAndVersion } from '../lib/version.js'

/** A command that is asked for its version says that and ends, however the configuration and the database are. */
export function sayVersion() {
  if (!process.argv.slice(2).includes('--version')) return
  console.log(productAndVersion)
  process.exit(0)
}
