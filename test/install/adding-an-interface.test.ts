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

/** Follows these steps in a copy of the product. */
function follow(taken: typeof steps, copy: string) {
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
}

function newFolder() {
  // Vitest speaks of files by where they really are.
  const folder = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'utility-interfaces-fifth-')))
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }))
  return folder
}

const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const runTests = (cwd: string, ...args: string[]) =>
  spawnSync(process.execPath, [vitest, 'run', ...args], {
    ...{ cwd, encoding: 'utf8', env: { PATH: process.env.PATH } },
  })

const registry = 'test/architecture/interfaces.test.ts'
const stores = 'test/db/tables.test.ts'
const rows = ['test/features/interfaces/interfaces.test.ts', 'test/features/users/role-matrix.test.ts']

test('another tab has all that tabs have', () => {
  const copy = newFolder()
  follow(steps, copy)
  const names = 'Meter Reading|meter-reading|every registered route|interface has its table|the stores know'
  const projects = ['--project=lib', '--project=sqlite']
  const { status, stdout, stderr } = runTests(copy, ...projects, registry, stores, ...rows, '-t', names)
  expect(status, `${stdout}${stderr}`).toBe(0)
  expect(stdout).toContain('Meter Reading')
})

/** What is forgotten, and the test that names it. */
const forgotten: { [what: string]: [steps: number[], test: string] } = {
  entry: [[0], registry],
  migration: [[1, 2, 3], stores],
  table: [[4], registry],
}

test('another tab without its entry, its migration in the list or its line in src/tables.ts is named by a test', () => {
  const folder = newFolder()
  for (const [what, [without]] of Object.entries(forgotten)) {
    follow(
      steps.filter((_step, index) => !without.includes(index)),
      join(folder, what),
    )
  }
  // One run over the three copies: most of a run's time is its start.
  const files = Object.entries(forgotten).map(([what, [, file]]) => join(folder, what, file))
  const names = 'interface has its table|the stores know'
  const said = join(folder, 'said.json')
  // A message names all that differs, not the first few.
  const config = 'export default { test: { chaiConfig: { truncateThreshold: 0 } } }'
  fs.writeFileSync(join(folder, 'vitest.config.js'), config)
  runTests(folder, '--reporter=json', `--outputFile=${said}`, ...files, '-t', names)
  const { testResults } = JSON.parse(fs.readFileSync(said, 'utf8')) as {
    testResults: { name: string; assertionResults: { failureMessages: string[] }[] }[]
  }
  for (const file of files) {
    const messages = testResults
      .filter(({ name }) => name === file)
      .flatMap(({ assertionResults }) => assertionResults.flatMap(({ failureMessages }) => failureMessages))
    expect(messages, file).toEqual([expect.stringMatching(/AssertionError[\s\S]*meter_reading/)])
  }
})
