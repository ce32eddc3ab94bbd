import { existsSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesIn, product, root } from './sources.ts'

/** Sets up what is missing before the product or its tests run; it asks the system's package tools. */
const setsUp = /^src\/cli\/(set-up|install-packages|debian)\.js$/

function importsOf(text: string) {
  return [...text.matchAll(/(?:\bfrom\s+|import\(|require\(|require\.resolve\()'([@\w.][^'\s]*)'/g)].map(
    (found) => found[1] as string,
  )
}

function filesThat(uses: RegExp, except = /^$/) {
  return product.filter(({ file, text }) => uses.test(text) && !except.test(file)).map(({ file }) => file)
}

/** The one folder that opens connections outward. */
const outbound = /^src\/outbound\//

/** The sample town has servers of the other side, which answer and call nobody. */
const answersOnly = product
  .filter(({ file, text }) => {
    const [imported, ...more] = text.match(/import [^']* from 'node:https?'/g) ?? []
    const names = /\{([^}]*)\}/
      .exec(imported ?? '')?.[1]
      ?.split(',')
      .map((name) => name.trim())
    return (
      file.startsWith('src/demo/') &&
      more.length === 0 &&
      names?.every((name) => name === 'createServer' || name.startsWith('type '))
    )
  })
  .map(({ file }) => file)

test('nothing is called on the network but the database, and from one folder the servers that are set up', () => {
  expect(product.length).toBeGreaterThan(50)
  const outward =
    /\bfetch\(|new (WebSocket|EventSource)\b|from '(undici|node:(http|https|http2|dgram|dns)(\/promises)?)'/
  expect(filesThat(outward, outbound).filter((file) => !answersOnly.includes(file))).toEqual([])
  expect(
    filesThat(
      /import (?!type)[^']*\b(connect|createConnection|Socket)\b[^']* from 'node:(net|tls)'/,
      outbound,
    ),
  ).toEqual([])
  // The sample town has a provider of its own, which answers and calls nobody.
  expect(filesThat(/from 'ssh2'/, /^src\/(outbound|demo)\//)).toEqual([])
  expect(filesThat(/\bClient\b[^\n]* from 'ssh2'|ssh2\.Client\b|new Client\(/, outbound)).toEqual([])
})

test('every connection outward is made to an address that was judged, and follows nobody elsewhere', () => {
  // What asks over HTTP by itself looks names up, follows redirects or goes by a proxy.
  const asking = filesThat(/\bfetch\(|from '(undici|node:(http|https|http2))'/)
  expect(asking.filter((file) => !answersOnly.includes(file))).toEqual(['src/outbound/https.ts'])
  const connecting = filesThat(/import [^']*\bconnect\b[^']* from 'node:(net|tls)'/)
  expect(connecting.sort()).toEqual(['src/outbound/reach.ts', 'src/outbound/tls-line.ts'])
  const looking = filesThat(/from 'node:dns(\/promises)?'/)
  expect(looking).toEqual(['src/outbound/reach.ts'])
  // ssh2 gets the connection that was made, and is never told a name to look up by itself.
  const line = product.find(({ file }) => file === 'src/outbound/sftp-line.ts')?.text ?? ''
  expect(line).toContain('sock: this.#socket')
  expect(line).not.toMatch(/\bhost(name)?: /)
  // What speaks HTTP gets the encrypted one, and that goes over the one that was made.
  const textOf = (name: string) => product.find(({ file }) => file === `src/outbound/${name}.ts`)?.text ?? ''
  expect(textOf('https')).toContain('createConnection: () => socket')
  expect(textOf('https')).not.toMatch(/\b(host|hostname|port|agent|socketPath|lookup): |location/)
  expect(textOf('tls-line')).toContain('socket: plain')
})

test('a certificate is always judged, and nothing older than TLS 1.2 spoken', () => {
  const judging = filesThat(/rejectUnauthorized/)
  // The second sets nothing: it hands on to pg_dump what `sslmode` in DATABASE_URL made of the product's own connection.
  expect(judging).toEqual(['src/outbound/tls-line.ts', 'src/db/postgres-programs/libpq-variables.ts'])
  expect(filesThat(/rejectUnauthorized: (?!true)|NODE_TLS_REJECT_UNAUTHORIZED|NODE_EXTRA_CA_CERTS/)).toEqual(
    [],
  )
  const line = product.find(({ file }) => file === 'src/outbound/tls-line.ts')?.text ?? ''
  expect(line).toContain("minVersion: 'TLSv1.2'")
})

test('of the calls of ssh2 none is used that never comes back, and none that starts something at the server', () => {
  const byPath = /\.(fastGet|fastPut|readFile|writeFile|appendFile|createReadStream|createWriteStream)\(/
  const starting = /\.(exec|shell|subsys|forwardIn|forwardOut|ext_openssh_\w+)\(/
  const session = product.filter(({ file }) => outbound.test(file))
  expect(session.length).toBeGreaterThan(5)
  expect(
    session.filter(({ text }) => byPath.test(text) || starting.test(text.replace(/\/\.exec\(/g, ''))),
  ).toEqual([])
})

test('no program is started with what somebody typed: only a file of our own, by name', () => {
  const starting = filesThat(/from 'node:child_process'/, setsUp)
  // PostgreSQL's own, by the commands for backups: by their whole path, without a shell that reads what was typed.
  const postgres = starting.filter((file) => /^src\/db\/postgres-programs\//.test(file))
  expect(postgres).toHaveLength(2)
  for (const file of postgres) {
    const text = product.find((source) => source.file === file)?.text ?? ''
    expect(text, file).not.toMatch(/(?<!\.)\b(exec|execSync)\(|shell:/)
    expect(text, file).toMatch(/env: \{/)
  }
  expect(filesThat(/keeperScript = `[^`]*\$\{/), 'a script that something is written into').toEqual([])
  for (const file of starting.filter((one) => !postgres.includes(one))) {
    const text = product.find((source) => source.file === file)?.text ?? ''
    expect(text, file).toMatch(/import \{[^}]*\bfork\b[^}]*\} from 'node:child_process'/)
    expect(text, file).not.toMatch(/\b(exec|execFile|execSync|execFileSync|spawn|spawnSync)\b|shell:/)
  }
})

test('nothing is made into code while running, neither here nor in the browser', () => {
  const dynamic = /\beval\(|new Function\(|from 'node:vm'|setTimeout\('|setInterval\('/
  expect(filesThat(dynamic)).toEqual([])
  const scripts = filesIn('public', /\.js$/)
  expect(scripts.length).toBeGreaterThan(0)
  expect(scripts.filter(({ text }) => dynamic.test(text)).map(({ file }) => file)).toEqual([])
})

test('what is secret is random by node:crypto, and no weak hash or cipher is used', () => {
  expect(filesThat(/Math\.random/)).toEqual([])
  // Authenticator apps know no other hash than SHA-1, which is sound where it is keyed (RFC 6238). Old algorithms of SSH are
  // named where they are offered to the one server that an administrator chooses them for.
  const weak = /['"](md5|sha-?1|rc4|3des|des-[\w-]+|[\w-]+-(ecb|cbc))['"]/i
  expect(filesThat(weak, /^src\/(lib\/totp|outbound\/algorithms)\.ts$/)).toEqual([])
})

test('nothing is kept in the browser but cookies', () => {
  const kept = filesIn('public', /\.js$/).filter(({ text }) =>
    /localStorage|sessionStorage|indexedDB|caches\.|document\.cookie|serviceWorker/.test(text),
  )
  expect(kept.map(({ file }) => file)).toEqual([])
})

test('what runs needs nothing of the tests and no package that is for development', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const packageOf = (name: string) => name.split('/', name.startsWith('@') ? 2 : 1).join('/')
  const found = product.flatMap(({ file, text }) =>
    importsOf(text)
      .filter((name) => !name.startsWith('.') && !name.startsWith('node:') && !builtinModules.includes(name))
      .filter((name) => !(packageOf(name) in dependencies))
      .map((name) => `${file} imports ${name}`),
  )
  expect(found).toEqual([])
  expect(filesThat(/from '[./]*test\//)).toEqual([])
})

test('what serves the pages holds no file of source control, and nothing is served by its path', () => {
  expect(existsSync(join(root, 'public/.git'))).toBe(false)
  expect(filesThat(/@fastify\/static|sendFile\(/)).toEqual([])
})

test('a file is named by its path, not by the path of an address, where a space is written %20', () => {
  expect(filesThat(/import\.meta\.url\)\.pathname/)).toEqual([])
})

test('no regular expression is made from input', () => {
  expect(filesThat(/new RegExp\(/)).toEqual([])
})

test('values are compared by their types too', () => {
  const loose = /[^=!<>]==[^=]|[^=!]!=[^=]/
  const scripts = filesIn('public', /\.js$/)
  const found = [...product, ...scripts].filter(({ text }) => loose.test(text.replace(/'[^'\n]*'/g, "''")))
  expect(found.map(({ file }) => file)).toEqual([])
})

test('a name of a file to download is made of constants, days, periods and names of our own', () => {
  const found = (pattern: RegExp) =>
    product.flatMap(({ text }) => [...text.matchAll(pattern)].map(([, name]) => name))
  // What is handed to sendCsv as its file name is written there.
  const handed = found(/sendCsv\(\s*reply,\s*([^,\s]+),/g)
  expect(handed.filter((name) => !/^['`]/.test(name ?? ''))).toEqual([])
  const named = [...found(/filename="([^"]*)"/g), ...handed]
  const parts = named.flatMap((name) => [...(name ?? '').matchAll(/\$\{([^}]*)\}/g)].map((found) => found[1]))
  expect(parts.filter((part) => !['day', 'period', 'file.name', 'fileName'].includes(part ?? ''))).toEqual([])
})
