import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Deps } from '../../../deps.ts'
import { makeFolder } from '../../../lib/make-folder.ts'

type Configured = Pick<Deps, 'config'>

/** Where uploaded files lie until their import has ended: they may be read again. */
export function importFolder({ config }: Configured) {
  return join(config.dataDir, 'imports')
}

/** A new name in it for an upload. */
export function newImportFile(deps: Configured) {
  makeFolder(importFolder(deps))
  return join(importFolder(deps), randomUUID())
}

export function importFile(deps: Configured, name: string) {
  return join(importFolder(deps), basename(name))
}

export function isThere(deps: Configured, name: string | null): name is string {
  return name !== null && existsSync(importFile(deps, name))
}

export async function removeImportFile(deps: Configured, name: string | null) {
  if (name !== null) await rm(importFile(deps, name), { force: true })
}
