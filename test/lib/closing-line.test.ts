import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { closingLine } from '../support/closing-line.ts'

describe('the closing line', () => {
  it('counts what passed and failed, and what was skipped only if something was', () => {
    expect(closingLine({ passed: 12, failed: 0, skipped: 0 }, 0)).toBe('12 passed, 0 failed')
    expect(closingLine({ passed: 12, failed: 2, skipped: 3 }, 1)).toBe('12 passed, 2 failed, 3 skipped')
  })

  it('never reads as a success when nothing ran or the run ended in an error', () => {
    expect(closingLine({ passed: 0, failed: 0, skipped: 0 }, 0)).toBe('0 passed, 1 failed')
    expect(closingLine({ passed: 7, failed: 0, skipped: 0 }, 1)).toBe('7 passed, 1 failed')
  })
})

describe('a run of its own', { timeout: 60_000 }, () => {
  const root = resolve(import.meta.dirname, '../..')
  let folder = ''
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  function lastLineOf(files: Record<string, string>) {
    // Inside node_modules so that the files find vitest, outside every project so that nothing else finds them.
    folder = mkdtempSync(join(root, 'node_modules/.closing-line-'))
    const reporter = JSON.stringify(join(root, 'test/support/closing-line.ts'))
    const config = `export default { test: { reporters: ['default', ${reporter}], exclude: [] } }`
    writeFileSync(join(folder, 'vitest.config.mjs'), config)
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
    const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder]
    const run = spawnSync(process.execPath, args, { encoding: 'utf8', env: { PATH: process.env.PATH } })
    return { line: run.stdout.trimEnd().split('\n').at(-1), code: run.status }
  }

  const passing = `import { it } from 'vitest'\nit('works', () => {})\nit.skip('later', () => {})\n`

  it('ends with the counts of its tests', () => {
    expect(lastLineOf({ 'a.test.js': passing })).toEqual({ line: '1 passed, 0 failed, 1 skipped', code: 0 })
  })

  it('counts a file that does not load and an error nobody caught as failures', () => {
    const stray = `import { it } from 'vitest'\nit('works', () => void Promise.reject(new Error('stray')))\n`
    const files = { 'a.test.js': passing, 'b.test.js': 'import "./missing.js"\n', 'c.test.js': stray }
    expect(lastLineOf(files)).toEqual({ line: '2 passed, 2 failed, 1 skipped', code: 1 })
  })

  it('counts no tests at all as a failure', () => {
    expect(lastLineOf({})).toEqual({ line: '0 passed, 1 failed', code: 1 })
  })
})
