import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { variables } from '../../src/config.ts'
import { paths } from '../../src/http/paths.ts'

const root = resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'utility-interfaces-deploy-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Service = Record<string, unknown> & { secrets: string[]; environment: Record<string, string> }
type Compose = { services: Record<string, Service>; secrets: Record<string, { file: string }> } & Record<
  'volumes' | 'networks',
  Record<string, unknown>
>
const require = createRequire(import.meta.url)
const { parse }: { parse(text: string): Compose } = require('yaml')
const { validate }: { validate(text: string): { message: string }[] } = require('dockerfile-utils')

const read = (name: string) => readFileSync(join(root, name), 'utf8')
const example = (name: string) => read(`docs/deploy/${name}`)
const server = example('utility-interfaces.service')
const backup = example('utility-interfaces-backup.service')
const command = example('utility-interfaces')
const dockerfile = example('Dockerfile')
const compose = parse(example('compose.yaml'))
const { scripts } = JSON.parse(read('package.json'))

const units = [
  'utility-interfaces.service',
  'utility-interfaces-backup.service',
  'utility-interfaces-backup.timer',
]
const valuesOf = (unit: string, name: string) =>
  [...unit.matchAll(new RegExp(`^#?${name}=(.*)$`, 'gm'))].map((found) => found[1] as string)

/** What `npm run NAME` hands to Node.js: its flags and the file. */
function argumentsOf(name: string) {
  const [, all = ''] = /\bnode ((?:--\S+ )*src\/\S+)/.exec(scripts[name]) ?? []
  return all.split(' ')
}

/** What `npm start` sets for glibc, so that it gives memory back. */
const memory = (scripts.start as string).match(/\bMALLOC_\w+=\d+/g) ?? []

/** A line that starts the product's Node.js, without the folders that it is called by. */
const withoutFolders = (line: string, product: string) => line.replaceAll(`${product}/`, '').split(' ')

const onLinux = test.skipIf(process.platform !== 'linux')

onLinux('systemd understands each unit without a remark', () => {
  for (const unit of units) {
    writeFileSync(join(folder, unit), example(unit).replaceAll('/opt/utility-interfaces', root))
  }
  const files = units.map((unit) => join(folder, unit))
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...files], {
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
})

onLinux(
  'systemd finds the services shut off: an exposure of at most 1.2, where 10 is everything open',
  () => {
    for (const unit of [units[0], units[1]]) {
      const args = ['security', '--offline=true', '--threshold=12', '--no-pager', `docs/deploy/${unit}`]
      const { status, stdout } = spawnSync('systemd-analyze', args, { cwd: root, encoding: 'utf8' })
      expect(status, stdout).toBe(0)
    }
  },
)

test('the backup is shut off as the server is', () => {
  const sandbox = (unit: string) =>
    unit
      .slice(unit.indexOf('NoNewPrivileges='))
      .split('\n')
      .filter((line) => /^[A-Z]\w+=/.test(line) && !/^SystemCallFilter=setpriority|^WantedBy=/.test(line))
  expect(sandbox(backup).length).toBeGreaterThan(25)
  expect(sandbox(backup)).toEqual(sandbox(server))
})

test('units, command, image and compose file start Node.js as npm does, with files that there are', () => {
  const node = 'node_modules/node/bin/node'
  const [start = ''] = valuesOf(server, 'ExecStart')
  expect(withoutFolders(start, '/opt/utility-interfaces')).toEqual([node, ...argumentsOf('start')])
  const [backUp = ''] = valuesOf(backup, 'ExecStart')
  expect(withoutFolders(backUp, '/opt/utility-interfaces').slice(0, 3)).toEqual([
    node,
    ...argumentsOf('backup'),
  ])
  const [, flags] = /node_modules\/node\/bin\/node" ((?:--\S+ )+)"/.exec(command) ?? []
  expect(flags?.trim().split(' ')).toEqual(argumentsOf('user').slice(0, -1))
  const inImage = /^CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]'
  expect(JSON.parse(inImage)).toEqual(['node', ...argumentsOf('start')])
  expect(existsSync(join(root, node))).toBe(true)
  expect(valuesOf(server, 'Environment').filter((one) => one.startsWith('MALLOC_'))).toEqual(memory)
  expect(dockerfile.match(/\bMALLOC_\w+=\d+/g)).toEqual(memory)
  const named = /Which command\? (.*)\./.exec(command)?.[1]?.split(/, | or /) ?? []
  expect(named.length).toBeGreaterThan(5)
  for (const name of named) expect(argumentsOf(name).at(-1), name).toBe(`src/cli/${name}.ts`)
})

test('every variable that they set is one that the product knows', () => {
  const ofNode = ['NODE_COMPILE_CACHE', 'PATH', ...memory.map((one) => one.split('=')[0] as string)]
  const set = [
    ...[server, backup].flatMap((unit) => valuesOf(unit, 'Environment')),
    ...[...command.matchAll(/--setenv="(\w+=)/g)].map((found) => found[1] as string),
    ...(/^ENV ((?:.*\\\n)*.*)$/m.exec(dockerfile)?.[1] ?? '').split(/\s*\\\n\s*/),
    ...Object.keys(compose.services.app?.environment ?? {}),
  ].map((one) => one.split('=')[0] as string)
  expect(set.length).toBeGreaterThan(20)
  expect(set.filter((name) => !ofNode.includes(name) && !variables.includes(name as 'HOST'))).toEqual([])
})

test('systemd tries again what time may put right, and nothing that only a person can', () => {
  const section = /## When it does not start\n([\s\S]*?)\n## /.exec(read('docs/operations.md'))?.[1] ?? ''
  const known = [...section.matchAll(/^\| (\d+) \|/gm)].map((found) => Number(found[1]))
  const [final = ''] = valuesOf(server, 'RestartPreventExitStatus')
  const codes = final.split(' ').map(Number)
  expect(codes.filter((code) => !known.includes(code))).toEqual([])
  // Another one running, a port in use, a folder or disk, a database that is away, busy or a standby, and what nobody foresaw.
  expect(known.filter((code) => !codes.includes(code))).toEqual([1, 3, 4, 5, 6, 9, 25, 26])
})

test('the Dockerfile is sound, and copies what is there, what runs and nothing else', () => {
  expect(validate(dockerfile)).toEqual([])
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, files = '']) =>
    files.split(' '),
  )
  const allowed = read('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1))
  for (const file of [...copied.filter((name) => name !== '.'), ...allowed]) {
    expect(allowed.includes(file.split('/')[0] as string), file).toBe(true)
    expect(existsSync(join(root, file.replace('/*.js', ''))), file).toBe(true)
  }
  // A folder of the sources that is new is one that runs, or it is named here.
  const besides = [
    '.ci',
    '.git',
    '.github',
    'coverage',
    'data',
    'demo',
    'docs',
    'keys',
    'node_modules',
    'test',
    'test-results',
  ]
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  expect(
    folders.map(({ name }) => name).filter((name) => !allowed.includes(name) && !besides.includes(name)),
  ).toEqual([])
})

test('the image runs as nobody, stops as systemd stops it, and asks for its own health without a further program', () => {
  const users = [...dockerfile.matchAll(/^USER (\S+)$/gm)].map((found) => found[1])
  expect(users.at(-1)).toBe('10001:10001')
  expect(dockerfile).toContain('STOPSIGNAL SIGTERM')
  expect(dockerfile).toContain(`path: '${paths.health}'`)
  expect(dockerfile).toMatch(/^HEALTHCHECK [^\n]*\n +CMD \["node", /m)
})

test('compose gives the product nothing that it can do without, and finds all that it names', () => {
  const { app, postgres } = compose.services
  for (const service of [app, postgres]) {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      logging: { options: { 'max-size': '10m' } },
    })
    expect(service).not.toHaveProperty('privileged')
  }
  expect(app).toMatchObject({ user: '10001:10001', ports: ['127.0.0.1:3000:3000'], init: true })
  expect(app).not.toHaveProperty('profiles')
  expect(postgres).toMatchObject({ profiles: ['postgres'] })
  expect(postgres).not.toHaveProperty('ports')

  const used = [...(app?.secrets ?? []), ...(postgres?.secrets ?? [])]
  expect(used.toSorted()).toEqual(Object.keys(compose.secrets).toSorted())
  for (const { file } of Object.values(compose.secrets)) {
    expect(example('README.md'), file).toContain(file.split('/').at(-1))
  }
  const inside = Object.values(app?.environment ?? {}).flatMap(
    (value) => /\/run\/secrets\/([\w.-]+)/.exec(value)?.[1] ?? [],
  )
  expect(inside.filter((name) => !app?.secrets.includes(name))).toEqual([])
  const stages = [...dockerfile.matchAll(/^FROM \S+ AS (\w+)$/gm)].map((found) => found[1])
  expect(stages).toEqual(expect.arrayContaining(['sqlite', 'postgres']))
  const networks = compose.networks.default as { ipam: { config: { gateway: string }[] } }
  expect(app?.environment.TRUST_PROXY).toBe(networks.ipam.config[0]?.gateway)

  // Each folder that the image names for the town is on a volume: the rest is gone with the container.
  const kept = (app?.volumes as string[] | undefined)?.map((volume) => volume.split(':')[1])
  const named = /install --directory[^\n]*\\\n +(.*)$/m.exec(dockerfile)?.[1]?.split(' ') ?? []
  expect(kept).toEqual(named.filter((name) => name.startsWith('/town/')))
})

test('each npm command, file and flag of the page is there', () => {
  const page = example('README.md')
  for (const [, name = ''] of page.matchAll(/npm run ([\w-]+)/g)) expect(scripts, name).toHaveProperty([name])
  const commands = [...page.matchAll(/^utility-interfaces (\w+)|src\/cli\/(\w+)\.ts/gm)].map(
    ([, one, other]) => one ?? other,
  )
  expect(commands.length).toBeGreaterThan(3)
  for (const name of commands) expect(scripts).toHaveProperty([name as string])
  expect(read('src/cli/backup.ts')).toContain('--keep 14')
})

test('the command of a terminal is a sound script', () => {
  execFileSync('sh', ['-n', 'docs/deploy/utility-interfaces'], { cwd: root })
  const wrong = spawnSync('sh', ['docs/deploy/utility-interfaces', 'nothing'], {
    cwd: root,
    encoding: 'utf8',
  })
  expect([wrong.status, wrong.stderr]).toEqual([64, expect.stringContaining('Which command?')])
})
