import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

type Source = { file: string; text: string; imports: string[] }

const sources: Source[] = ['src', 'migrations'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|js)$/.test(name))
    .map((name) => {
      const file = join(folder, name)
      const text = readFileSync(join(root, file), 'utf8')
      const imports = [
        ...text.matchAll(
          /(?:^|\n)(?:import|export)[^'"]*?from '([^']+)'|import '([^']+)'|import\('([^']+)'\)/g,
        ),
      ].map((found) => found[1] ?? found[2] ?? (found[3] as string))
      return {
        file,
        text,
        imports: imports.map((name) => (name.startsWith('.') ? normalize(join(dirname(file), name)) : name)),
      }
    }),
)

function role(file: string) {
  return (
    relative('src', file)
      .split('/')
      .at(-1)
      ?.replace(/\.(d\.)?ts$/, '') ?? ''
  )
}

/** Which part of the house a file is, and what it may never import (the table of the design). */
const never: { part: string; is: (file: string) => boolean; never: RegExp; but?: RegExp }[] = [
  { part: 'lib', is: (f) => f.startsWith('src/lib/'), never: /^(src\/(?!lib\/)|fastify|@fastify|knex)/ },
  { part: 'db', is: (f) => f.startsWith('src/db/'), never: /^(src\/(http|features)\/|fastify|@fastify)/ },
  { part: 'http', is: (f) => f.startsWith('src/http/'), never: /^src\/features\// },
  {
    part: 'settings and form',
    is: (f) => f.startsWith('src/features/') && ['settings', 'form'].includes(role(f)),
    never: /^(fastify|@fastify|knex|src\/http\/)|\/store\.ts$/,
  },
  {
    part: 'store',
    is: (f) => f.startsWith('src/features/') && role(f) === 'store',
    never: /^(fastify|@fastify|src\/http\/)|\/form\.ts$/,
  },
  {
    part: 'acts',
    is: (f) =>
      f.startsWith('src/features/') &&
      /^(save|run|add|sign-in|undo|put-back|import)/.test(role(f)) &&
      !/(form|view)$/.test(role(f)),
    never: /^(fastify|@fastify|src\/http\/)/,
  },
]

test.each(never)('$part imports only what it may', ({ is, never }) => {
  const found = sources
    .filter(({ file }) => is(file))
    .flatMap(({ file, imports }) =>
      imports.filter((name) => never.test(name)).map((name) => `${file} imports ${name}`),
    )
  expect(found).toEqual([])
  expect(sources.filter(({ file }) => is(file)).length).toBeGreaterThan(0)
})

test('there is no cycle', () => {
  const graph = new Map(
    sources.map(({ file, text, imports }) => [
      file,
      text.includes('import type') ? valueImports(text, file) : imports,
    ]),
  )
  const done = new Set<string>()
  function visit(file: string, path: string[]) {
    if (path.includes(file)) throw new Error(`a cycle: ${[...path, file].join(' → ')}`)
    if (done.has(file)) return
    for (const next of graph.get(file) ?? []) visit(next, [...path, file])
    done.add(file)
  }
  for (const file of graph.keys()) visit(file, [])
})

/** Types are erased before anything runs, so they make no cycle. */
function valueImports(text: string, file: string) {
  return [...text.matchAll(/(?:^|\n)(?:import|export) (?!type )[^'"]*?from '([^']+)'/g)]
    .map((found) => found[1] as string)
    .filter((name) => name.startsWith('.'))
    .map((name) => normalize(join(dirname(file), name)))
}

test('only the store and database files, and migrations, use the query builder', () => {
  const found = sources.filter(
    ({ file, imports }) => imports.includes('knex') && !/^(src\/db\/|migrations\/)/.test(file),
  )
  expect(
    found.map(({ file }) => file).filter((file) => !/store\.ts$|settings\/snapshot\.ts$/.test(file)),
  ).toEqual([])
})

function filesThat(uses: RegExp, except: RegExp) {
  return sources.filter(({ file, text }) => uses.test(text) && !except.test(file)).map(({ file }) => file)
}

test('only config.ts reads the environment; what runs before it is set up is plain JavaScript', () => {
  expect(filesThat(/process\.env|\benv\[/, /^src\/(config\.ts|cli\/[\w-]+\.js)$/)).toEqual([])
})

test('the clock is asked for through deps, so that a test can move it', () => {
  expect(
    filesThat(
      /new Date\(\)|Date\.now\(\)/,
      /^src\/(server\.ts|cli\/|audit\/chain-key\.ts|.*\/import-worker-main\.ts)/,
    ),
  ).toEqual([])
})

test('templates put raw text into a page only for includes and the layout body', () => {
  const views = readdirSync(join(root, 'views'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.eta'),
  )
  expect(views.length).toBeGreaterThan(5)
  const raw = views.flatMap((name) =>
    [...readFileSync(join(root, 'views', name), 'utf8').matchAll(/<%~\s*([\s\S]*?)%>/g)]
      .map((found) => (found[1] as string).trim())
      .filter((code) => !/^include\(/.test(code) && code !== 'it.body')
      .map((code) => `${name}: ${code}`),
  )
  expect(raw).toEqual([])
})

test('only db/connect.ts knows which engine runs', () => {
  const found = sources.filter(
    ({ file, text }) =>
      /client === '(pg|sqlite3)'|isPostgres\(/.test(text) && !/^(src\/db\/|migrations\/)/.test(file),
  )
  expect(found.map(({ file }) => file)).toEqual([])
})

test('no file name says nothing', () => {
  expect(
    sources
      .map(({ file }) => file)
      .filter(
        (file) =>
          /(manager|helper|utils?|\/data|info|index)\.ts$/.test(file) && file !== 'migrations/index.ts',
      ),
  ).toEqual([])
})

test('what is exported is imported by another file', () => {
  const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, 'test', name), 'utf8'))
  // By name, or as a member of a whole store.
  const imported = [...sources.map(({ text }) => text), ...tests].flatMap(
    (text) => text.match(/\{[^}]*\} (?:from|= await import)|\bstore\.\w+/g) ?? [],
  )
  const names = new Set(imported.flatMap((text) => text.match(/\w+/g) ?? []))
  const unused = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/^export (?:async )?(?:function\*?|const|class|type) (\w+)/gm)]
      .filter(([, name = '']) => file.startsWith('src/') && !names.has(name))
      .map(([, name]) => `${file}: ${name}`),
  )
  expect(unused).toEqual([])
})
