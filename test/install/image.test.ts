import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { asUser, inside, whyNotAsUser } from '../support/as-user.ts'
import { untilItListens } from '../support/server.ts'

const root = resolve(import.meta.dirname, '../..')
const read = (name: string) => readFileSync(join(root, name), 'utf8')
const dockerfile = read('docs/deploy/Dockerfile')
const town = mkdtempSync(join(tmpdir(), 'utility-interfaces-image-'))
// Beside the packages, which are linked into it.
mkdirSync(join(root, 'node_modules/.cache'), { recursive: true })
const image = mkdtempSync(join(root, 'node_modules/.cache/image-'))
chmodSync(image, 0o755)

afterAll(() => {
  for (const folder of [town, image]) rmSync(folder, { recursive: true, force: true })
})

/** A command of the image, which it runs with its own Node.js. */
function commandOf(pattern: RegExp): string[] {
  const [node, ...args] = JSON.parse(pattern.exec(dockerfile)?.[1] ?? '[]')
  expect(node).toBe('node')
  return args
}

/** What `npm ci --omit=dev` would install, and what .dockerignore lets `COPY . .` take. */
function copyWhatTheImageHolds() {
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, { dev?: true }> }
  const runs = Object.entries(packages).filter(
    ([path, { dev }]) => path && !dev && existsSync(join(root, path)),
  )
  execFileSync('cp', ['--archive', '--link', '--parents', ...runs.map(([path]) => path), image], {
    cwd: root,
  })
  const allowed = read('.dockerignore').match(/(?<=^!).*$/gm) ?? []
  for (const name of allowed) cpSync(join(root, name), join(image, name), { recursive: true })
}

test('what installs the packages finds all of itself among the files that are copied before the others', () => {
  const folder = mkdtempSync(join(tmpdir(), 'utility-interfaces-packages-'))
  const [packages = ''] = dockerfile.split('RUN npm run set-up')
  for (const [, from = '', to = ''] of packages.matchAll(/^COPY (.*) (\S+)$/gm)) {
    mkdirSync(join(folder, to), { recursive: true })
    execFileSync('sh', ['-c', `cp ${from} "$1"`, 'sh', join(folder, to)], { cwd: root })
  }
  const { status, stderr } = spawnSync(process.execPath, ['src/cli/set-up.js', '--version'], {
    cwd: folder,
    encoding: 'utf8',
  })
  rmSync(folder, { recursive: true })
  expect([status, stderr]).toEqual([0, ''])
})

test.skipIf(whyNotAsUser())(
  'the files of the image run as a user without a name, where nothing but the folders of the town can be written',
  async () => {
    copyWhatTheImageHolds()
    const [file, ...flags] = commandOf(/^CMD (\[.*\])$/m).toReversed()
    const started = asUser(town, [...flags.toReversed(), join(inside.product, file as string)], {}, image)
    const server = await untilItListens(started, town)
    expect((await fetch(server.setUpUrl as string)).status).toBe(200)

    const health = commandOf(/^HEALTHCHECK [^\n]*\n +CMD (\[.*\])$/m)
    const isHealthy = () =>
      spawnSync(process.execPath, health, { env: { PORT: new URL(server.url).port } }).status === 0
    expect(isHealthy()).toBe(true)

    mkdirSync(join(town, 'backups'))
    const to = join(inside.folder, 'backups')
    const backup = asUser(town, [join(inside.product, 'src/cli/backup.ts'), '--keep', '14', to], {}, image)
    expect(await new Promise((done) => backup.once('close', done))).toBe(0)
    expect(readdirSync(join(town, 'backups'))).toHaveLength(1)

    expect(await server.stop()).toBe(0)
    expect(isHealthy()).toBe(false)
  },
)
