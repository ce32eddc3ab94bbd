import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { versionIn } from '../../src/lib/version.js'
import { root } from '../architecture/sources.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'utility-interfaces-version-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The product as far as its version is asked: what says it, in a folder of its own. */
function product(name: string) {
  const path = join(folder, name)
  mkdirSync(join(path, 'src'), { recursive: true })
  writeFileSync(join(path, 'package.json'), '{ "version": "2.3.4" }')
  for (const file of ['src/build.txt', '.gitattributes']) cpSync(join(root, file), join(path, file))
  return path
}

function git(cwd: string, ...args: string[]) {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com']
  return execFileSync('git', [...identity, ...args], { cwd, encoding: 'utf8' }).trim()
}

function clone() {
  const path = product('clone')
  git(path, 'init', '--quiet', '--initial-branch=main')
  git(path, 'add', '.')
  git(path, 'commit', '--quiet', '--message=One')
  return { path, commit: git(path, 'rev-parse', 'HEAD').slice(0, 7) }
}

test('a clone says its version and its commit: on a branch, with packed references, in a worktree and at a tag', () => {
  const { path, commit } = clone()
  const expected = `2.3.4 (${commit})`
  expect(versionIn(path)).toBe(expected)
  git(path, 'pack-refs', '--all')
  expect(versionIn(path)).toBe(expected)
  git(path, 'worktree', 'add', '--quiet', '-b', 'trial/one', '../worktree')
  expect(versionIn(join(folder, 'worktree'))).toBe(expected)
  git(path, 'checkout', '--quiet', '--detach')
  expect(versionIn(path)).toBe(expected)
})

test('an archive says the commit that it was made of, and an image the build that was written into it', () => {
  const { path, commit } = clone()
  const archive = product('archive')
  execFileSync('tar', ['-x', '-C', archive], {
    input: execFileSync('git', ['archive', 'HEAD'], { cwd: path }),
  })
  expect(versionIn(archive)).toBe(`2.3.4 (${commit})`)
  writeFileSync(join(archive, 'src/build.txt'), 'nightly-17\n')
  expect(versionIn(archive)).toBe('2.3.4 (nightly-17)')
})

test('where neither is known the version stands alone, and so it does where Git’s files are no use', () => {
  const path = product('copy')
  expect(versionIn(path)).toBe('2.3.4')
  for (const [file, text] of [
    ['HEAD', 'ref: refs/heads/.invalid'],
    ['HEAD', 'ref: refs/heads/new'],
    ['other', ''],
  ] as const) {
    mkdirSync(join(path, '.git'))
    writeFileSync(join(path, '.git', file), text)
    expect(versionIn(path), text).toBe('2.3.4')
    rmSync(join(path, '.git'), { recursive: true })
  }
  rmSync(join(path, 'src/build.txt'))
  writeFileSync(join(path, '.git'), 'gitdir: /nowhere\n')
  expect(versionIn(path)).toBe('2.3.4')
})

/** What npm runs for each command, by the name that it has there. */
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const commands = Object.entries(scripts as Record<string, string>).flatMap(([name, script]) => {
  const file = /\bsrc\/\S+/.exec(script)?.[0]
  return file && !name.startsWith('pre') ? [[name, file, script] as const] : []
})

/** They begin as `run` of src/cli/command.ts does, so one of them is tried for all. */
const alike = commands.filter(([, file]) => /^await run\(/m.test(readFileSync(join(root, file), 'utf8')))

test('every command says its version as npm asks it, also where the configuration is bad', () => {
  const tried = [...commands.filter((one) => !alike.includes(one)), ...alike.slice(0, 1)]
  expect(tried.map(([name]) => name)).toEqual(['set-up', 'start', 'demo', 'user'])
  writeFileSync(join(folder, '.env'), 'DATA_DIRS=elsewhere\n')
  const PATH = `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}`
  for (const [name, file, script] of tried) {
    const asNpmSays = `${script.replace(file, () => `'${join(root, file)}'`)} --version`
    const { status, stdout, stderr } = spawnSync('sh', ['-c', asNpmSays], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH, PORT: 'none', DATABASE_URL: 'mysql://elsewhere' },
    })
    const expected = `Connect Utility Management interfaces ${versionIn(root)}\n`
    expect({ name, status, stdout, stderr }).toEqual({ name, status: 0, stdout: expected, stderr: '' })
  }
})
