import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

export const root = join(import.meta.dirname, '../..')

export function filesIn(folder: string, ending: RegExp): { file: string; text: string }[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => ({ file: join(folder, name), text: readFileSync(join(root, folder, name), 'utf8') }))
}

export type Source = { file: string; text: string; imports: { to: string; isType: boolean }[] }

export function read({ file, text }: { file: string; text: string }): Source {
  const found = text.matchAll(
    /(?:^|\n)(?:import|export) (type )?[^'"]*?from '([^']+)'|import '([^']+)'|import\('([^']+)'\)/g,
  )
  const imports = [...found].map(([, type, ...names]) => {
    const name = names.find(Boolean) as string
    return { to: name.startsWith('.') ? normalize(join(dirname(file), name)) : name, isType: Boolean(type) }
  })
  return { file, text, imports }
}

export const product = ['src', 'migrations'].flatMap((folder) => filesIn(folder, /\.(ts|js)$/)).map(read)
