import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { writeNewFile } from '../../src/lib/new-file.ts'

test('a file that cannot be written is gone once it is removed, and one that is there is never written to', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'utility-interfaces-new-file-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'file')
  expect(await writeNewFile(path, Readable.from([Buffer.from('whole')]))).toBe(5)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  await expect(writeNewFile(path, Readable.from([Buffer.from('another')]))).rejects.toThrow('EEXIST')
  expect(readFileSync(path, 'utf8')).toBe('whole')
  async function* failing() {
    yield* []
    throw new Error('this key opens nothing')
  }
  // Each could still be opened after it was removed.
  for (let time = 0; time < 30; time++) {
    rmSync(path)
    await expect(writeNewFile(path, failing())).rejects.toThrow('this key opens nothing')
    rmSync(path, { force: true })
    for (let later = 0; later < 10; later++) await turn()
    expect(existsSync(path)).toBe(false)
    await writeNewFile(path, Readable.from([]), { flush: false })
  }
})
