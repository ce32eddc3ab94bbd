import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrations } from '../../migrations/index.ts'
import { filesIn, root } from './sources.ts'

/** As sha256sum writes and checks it: a line for each migration of a version that is out, in their order. */
const released = readFileSync(join(root, 'migrations/released.sha256'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => {
    const [hash = '', file = ''] = line.split('  ')
    return { file, hash }
  })

const files = filesIn('migrations', /^\d{4}_\w+\.ts$/)

test('a migration that was released is as it was released, down to its comments', () => {
  expect(released.length).toBeGreaterThanOrEqual(42)
  const now = new Map(
    files.map(({ file, text }) => [
      file.slice('migrations/'.length),
      createHash('sha256').update(text).digest('hex'),
    ]),
  )
  const changed = released.filter(({ file, hash }) => now.get(file) !== hash).map(({ file }) => file)
  const what =
    'databases out there have made it and never make it again: put it back as it was (git checkout), and write a new migration for what is to change'
  expect(changed, what).toEqual([])
})

test('migrations are made in the order in which they were released, and new ones after them', () => {
  const names = released.map(({ file }) => file.replace('.ts', ''))
  expect(Object.keys(migrations).slice(0, names.length)).toEqual(names)
  const all = files.map(({ file }) => file.slice('migrations/'.length, -'.ts'.length)).sort()
  expect(Object.keys(migrations), 'each has the next number').toEqual(all)
  expect(all.map((name) => Number(name.slice(0, 4)))).toEqual(all.map((_, index) => index + 1))
})

test('a migration imports nothing that may change after it', () => {
  const imports = files.flatMap(({ text }) => text.match(/^import .*|\b(?:import|require)\(.*/gm) ?? [])
  expect([...new Set(imports)]).toEqual(["import type { Knex } from 'knex'"])
})
