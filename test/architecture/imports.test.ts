import { expect, test } from 'vitest'
import { product, read, type Source } from './sources.ts'

/** From the lowest up: what of a folder's name is not here puts the parts together, and nothing below may know it. */
const layers =
  'lib outbound multispeak db secrets audit settings versioned-form login-throttling people jobs exchange-files connections import-profiles keys backup move http features'.split(
    ' ',
  )
/** What is handed down: the lowest may name it too, as types. */
const handedDown = /^src\/(deps|config)\.ts$/

function layerOf(file: string) {
  const at = layers.indexOf(file.split('/')[1] ?? '')
  return at < 0 ? layers.length : at
}

/** Each feature is a folder of its own; files that lie in src itself belong to none. */
function folderOf(file: string) {
  return /^src\/(features\/[^/]+|[^/]+)\//.exec(file)?.[1]
}

const isStore = /(^|[-/])store\.ts$|^src\/db\/|^migrations\//

function eachImport(sources: Source[], isWrong: (from: string, to: string, isType: boolean) => boolean) {
  return sources.flatMap(({ file, imports }) =>
    imports.filter(({ to, isType }) => isWrong(file, to, isType)).map(({ to }) => `${file} imports ${to}`),
  )
}

function mutual(sources: Source[]) {
  const pairs = new Set(
    sources.flatMap(({ file, imports }) => imports.map(({ to }) => `${folderOf(file)} ${folderOf(to)}`)),
  )
  return [...pairs].filter((pair) => {
    const [a, b] = pair.split(' ') as [string, string]
    return a < b && !pair.includes('undefined') && pairs.has(`${b} ${a}`)
  })
}

/** Types are erased before anything runs, so they make no cycle. */
function cycles(sources: Source[]) {
  const graph = new Map(
    sources.map(({ file, imports }) => [file, imports.filter(({ isType }) => !isType).map(({ to }) => to)]),
  )
  const done = new Set<string>()
  function visit(file: string, path: string[]): string[] {
    if (path.includes(file)) return [[...path, file].join(' → ')]
    if (done.has(file)) return []
    done.add(file)
    return (graph.get(file) ?? []).flatMap((next) => visit(next, [...path, file]))
  }
  return [...graph.keys()].flatMap((file) => visit(file, []))
}

/** Beside the commands: it puts a sample town together, and starts it itself. */
const isDemo = /^src\/demo\//

const outer = /^(fastify|@fastify\/.*)$|^src\/http\//

type Rule = [rule: string, found: (sources: Source[]) => string[], broken: Record<string, string>]

/** Imports of the files that `is` names, of what `never` names. */
function no(rule: string, is: RegExp, never: RegExp, file: string, imports: string): Rule {
  return [
    rule,
    (sources) => eachImport(sources, (from, to) => is.test(from) && never.test(to)),
    { [file]: `import { x } from '${imports}'` },
  ]
}

/** Files whose text `uses` what only those that `but` names may. */
function only(rule: string, uses: RegExp, but: RegExp, broken: string): Rule {
  const found = (sources: Source[]) =>
    sources.filter(({ file, text }) => uses.test(text) && !but.test(file)).map(({ file }) => file)
  return [rule, found, { 'src/http/x.ts': broken }]
}

/** Each with what breaks it, as made-up files. */
const rules: Rule[] = [
  [
    'no folder imports one above it',
    (sources) =>
      eachImport(
        sources.filter(({ file }) => file.startsWith('src/') && !handedDown.test(file)),
        (from, to, isType) =>
          to.startsWith('src/') && layerOf(to) > layerOf(from) && !(isType && handedDown.test(to)),
      ),
    { 'src/audit/x.ts': "import type { X } from '../features/history/x.ts'" },
  ],
  [
    'no two folders import each other',
    mutual,
    {
      'src/features/users/x.ts': "import type { X } from '../history/x.ts'",
      'src/features/history/y.ts': "import { y } from '../users/y.ts'",
    },
  ],
  [
    'no files import each other in a circle',
    cycles,
    { 'src/db/x.ts': "import { y } from './y.ts'", 'src/db/y.ts': "import { x } from './x.ts'" },
  ],
  [
    'routes ask no store of another feature',
    (sources) =>
      eachImport(
        sources,
        (from, to) =>
          /routes\.ts$/.test(from) &&
          isStore.test(to) &&
          /features/.test(to) &&
          folderOf(from) !== folderOf(to),
      ),
    { 'src/features/users/routes.ts': "import { x } from '../history/store.ts'" },
  ],
  no('lib stands alone', /^src\/lib\//, /^(fastify|@fastify\/.*|knex)$/, 'src/lib/x.ts', 'knex'),
  no('a store answers no request', isStore, outer, 'src/people/x-store.ts', '../http/x.ts'),
  no(
    'settings, forms and events know neither requests nor tables',
    /^src\/features\/.*\/(settings|form|events)\.ts$/,
    /^(fastify|@fastify\/.*|knex)$|^src\/http\/|store\.ts$/,
    'src/features/users/form.ts',
    './store.ts',
  ),
  no(
    'an act answers no request',
    /^src\/features\/.*\/(save|run|add|sign-in|undo|import)(?![\w-]*(form|view|routes))[\w-]*\.ts$/,
    outer,
    'src/features/users/add-user.ts',
    '../../http/x.ts',
  ),
  [
    'nothing that a production start reads leads to the sample town',
    (sources) => eachImport(sources, (from, to) => isDemo.test(to) && !isDemo.test(from)),
    { 'src/server.ts': "import { x } from './demo/x.ts'" },
  ],
  only('only stores build queries', /from 'knex'/, isStore, "import type { Knex } from 'knex'"),
  only(
    'only stores ask a table',
    /\b(db|trx)(<[^>]*>)?\s*(\(|\.\s*(raw|from|select|with\w*|insert|batchInsert|table|into|schema|queryBuilder)\b)/,
    isStore,
    "await this.#deps\n.db('users').first()",
  ),
  only(
    'a connection is called db or trx, so that this is seen',
    /\b(?!db\b|trx\b)\w+\??: Db\b/,
    isStore,
    'f(own: Db)',
  ),
  only(
    'only db knows which engine runs',
    /client === '(pg|sqlite3)'|isPostgres\(/,
    isStore,
    'isPostgres(db)',
  ),
  only(
    'only config reads the environment; what runs before it is plain JavaScript',
    // What a program hands on to SQLite is not read.
    /process\.env(?!\.SQLITE_TMPDIR \?\?= )|\benv\[/,
    /^src\/(config(\/values)?\.ts|cli\/[\w-]+\.js)$/,
    'process.env.X',
  ),
  only(
    'the clock is asked for through deps, so that a test can move it',
    /new Date\(\)|Date\.now\(\)/,
    /^src\/(server\.ts|cli\/|demo\/demo\.ts|audit\/chain-key\.ts|.*\/import-worker-main\.ts)/,
    'new Date()',
  ),
]

/** Files that a rule finds, with why they may. */
const exceptions: Record<string, string> = {
  'src/http/session-store.ts': 'it is the store that @fastify/session asks for sessions, in its form',
}

const isExcepted = (found: string) => Object.keys(exceptions).some((file) => found.startsWith(file))

test.each(rules)('%s', (_, found, broken) => {
  expect(found(Object.entries(broken).map(([file, text]) => read({ file, text })))).not.toEqual([])
  expect(found(product).filter((one) => !isExcepted(one))).toEqual([])
})

test('every exception is still one', () => {
  const found = rules.flatMap(([, find]) => find(product))
  const needed = Object.keys(exceptions).filter((file) => found.some((one) => one.startsWith(file)))
  expect(needed).toEqual(Object.keys(exceptions))
})
