import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const doc =
  fs.readFileSync(join(root, 'docs/adding-an-interface.md'), 'utf8').split('## Another tab')[1] ?? ''
const number = String(fs.readdirSync(join(root, 'migrations')).length).padStart(4, '0')
const [entry = '', migration = '', importLine = '', listLine = '', table = ''] = [
  ...doc.matchAll(/```ts\n([^`]*)```/g),
].map(([, code = '']) => code.replaceAll(/^ {3}/gm, '').replaceAll('NNNN', number))

/** The steps of docs/adding-an-interface.md, to the letter: what is written before what, in which file. */
const steps: [file: string, before: RegExp, text: string][] = [
  ['src/features/interfaces/registry.ts', /\] as const/, entry],
  [`migrations/${number}_meter_reading.ts`, /$/, migration],
  ['migrations/index.ts', /\n\/\*\* In order/, importLine],
  ['migrations/index.ts', /\}\n$/, listLine],
  ['src/tables.ts', /\}\n$/, table],
]

/** Follows the steps in a copy of the product and runs the named tests there. */
function follow(taken: typeof steps, files: string[], names: string) {
  const copy = fs.mkdtempSync(join(tmpdir(), 'utility-interfaces-fifth-'))
  onTestFinished(() => fs.rmSync(copy, { recursive: true, force: true }))
  for (const part of ['src', 'views', 'public', 'migrations', 'test', 'package.json', 'vitest.config.ts'])
    fs.cpSync(join(root, part), join(copy, part), { recursive: true })
  fs.symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  for (const [file, before, text] of taken) {
    const path = join(copy, file)
    const now = fs.existsSync(path) ? fs.readFileSync(path, 'utf8') : ''
    fs.writeFileSync(
      path,
      now.replace(before, (found) => text + found),
    )
  }
  const args = ['run', '--project=lib', '--project=sqlite', ...files, '-t', names]
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', ...args],
    {
      cwd: copy,
      encoding: 'utf8',
      env: { PATH: process.env.PATH },
    },
  )
  return { status, said: `${stdout}${stderr}` }
}

const hasItsTable = ['test/architecture/interfaces.test.ts', 'test/db/tables.test.ts']
const rows = ['test/features/interfaces/interfaces.test.ts', 'test/features/users/role-matrix.test.ts']

test('another tab has all that tabs have', () => {
  const names = 'Meter Reading|meter-reading|every registered route|interface has its table|the stores know'
  const { status, said } = follow(steps, [...hasItsTable, ...rows], names)
  expect(status, said).toBe(0)
  expect(said).toContain('Meter Reading')
})

test.each([
  ['its entry', [0]],
  ['its migration in the list', [1, 2, 3]],
  ['its line in src/tables.ts', [4]],
])('another tab without %s is named by a test', (_what, forgotten) => {
  const taken = steps.filter((_step, index) => !forgotten.includes(index))
  const { said } = follow(taken, hasItsTable, 'interface has its table|the stores know')
  expect(said).toMatch(/AssertionError[\s\S]*meter_reading/)
})
