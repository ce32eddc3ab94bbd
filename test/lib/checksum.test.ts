import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addChecksum, takeChecksumOff } from '../../src/lib/checksum.ts'
import { newKeyLine, parseKeys } from '../../src/lib/key-ring.ts'

const ring = parseKeys(newKeyLine())
const content = Buffer.from('a small file of a backup')
let folder: string
let file: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'utility-interfaces-test-'))
  file = join(folder, 'file')
})
afterAll(() => rmSync(folder, { recursive: true }))

const takeOff = (bytes: Buffer, find = ring.find) => {
  writeFileSync(file, bytes)
  return takeChecksumOff(file, find)
}

async function checked(bytes: Buffer) {
  writeFileSync(file, bytes)
  await addChecksum(file, ring.newest)
  return readFileSync(file)
}

test('a checksum fits what it was made for, and taking it off leaves just that', async () => {
  for (const bytes of [content, Buffer.alloc(0), Buffer.alloc(100_000, 7)]) {
    expect(await takeOff(await checked(bytes))).toBe('fits')
    expect(readFileSync(file).equals(bytes)).toBe(true)
  }
})

test('no bit of content or checksum can be turned', async () => {
  const good = await checked(content)
  for (let bit = 0; bit < good.length * 8; bit++) {
    const turned = Buffer.from(good)
    turned[bit >> 3] = (good[bit >> 3] as number) ^ (1 << (bit & 7))
    expect(await takeOff(turned), `bit ${bit}`).not.toBe('fits')
  }
})

test('another key does not make it, and the key that is needed is named', async () => {
  const other = parseKeys(newKeyLine())
  const good = await checked(content)
  expect(await takeOff(good, other.find)).toEqual({ needs: ring.newest.id })
  expect(await takeOff(good, () => other.newest)).toBe('altered')
})

test('what is cut short, longer or none at all has no checksum, and stays as it is', async () => {
  const good = await checked(content)
  for (const bytes of [good.subarray(0, -1), Buffer.concat([good, content]), content, Buffer.alloc(0)]) {
    expect(await takeOff(bytes)).toBe('none')
    expect(readFileSync(file).equals(bytes)).toBe(true)
  }
})
