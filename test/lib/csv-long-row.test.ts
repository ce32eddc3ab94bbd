import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openCsv } from '../../src/lib/csv.ts'

test('a row longer than 64 KB is told as that, with its line', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'csv-'))
  const file = join(folder, 'long.csv')
  writeFileSync(file, `a,b\n1,2\n3,${'x'.repeat(70_000)}\n4,5\n`)
  const { rows } = await openCsv(file)
  const read = async () => {
    for await (const _ of rows);
  }
  await expect(read()).rejects.toMatchObject({
    line: 3,
    message: expect.stringMatching(/^a row is longer than 64 KB/),
  })
  rmSync(folder, { recursive: true })
})
