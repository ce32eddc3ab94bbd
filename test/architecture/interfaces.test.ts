import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ledgers } from '../../src/features/interfaces/general-ledger/settings.ts'
import { interfaces, off } from '../../src/features/interfaces/registry.ts'

const root = join(import.meta.dirname, '../..')

test('what a ledger has is asked of its properties: its name stands in one place', () => {
  const names = ledgers.map(({ value }) => value).filter((value) => value !== off.value)
  const named = ['src', 'views'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|js|eta)$/.test(file))
      .filter((file) => {
        const text = readFileSync(join(root, folder, file), 'utf8')
        return names.some((name) => text.includes(`'${name}'`))
      })
      .map((file) => join(folder, file)),
  )
  expect(named).toEqual(['src/features/interfaces/registry.ts'])
})

test('every interface has its table in src/tables.ts, and every table of an interface its entry in the registry', () => {
  const text = readFileSync(join(root, 'src/tables.ts'), 'utf8')
  const tables = [...text.matchAll(/^ {2}(\w+): [^}]*on_since/gm)].map(([, table]) => table)
  expect(tables.sort()).toEqual(interfaces.map(({ table }) => table).sort())
})
