import { generateKeyPairSync } from 'node:crypto'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { makeKeyPair, openWith, readPrivateKey, readPublicKey, sealFor } from '../../src/lib/sealed-file.ts'

const pair = makeKeyPair()
const publicKey = readPublicKey(pair.publicKey)
const privateKey = readPrivateKey(pair.privateKey)

async function collect(source: AsyncIterable<Buffer>) {
  const parts: Buffer[] = []
  for await (const part of source) parts.push(part)
  return Buffer.concat(parts)
}
/** Handed over in odd pieces, as a disk may. */
const inPieces = (bytes: Buffer, size = 1_000) =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
      bytes.subarray(n * size, (n + 1) * size),
    ),
  )
const seal = (bytes: Buffer) => collect(sealFor(publicKey)(inPieces(bytes)))
const open = (bytes: Buffer, key = privateKey) => collect(openWith(key)(inPieces(bytes, 7_777)))

test.each([0, 1, 65_535, 65_536, 65_537, 131_072, 200_000])(
  '%i bytes come back as they were',
  async (size) => {
    const bytes = Buffer.alloc(size, 'abcdefg')
    const sealed = await seal(bytes)
    expect(sealed.subarray(0, 10).toString()).toBe('UIBACKUP1\n')
    expect(sealed.length).toBe(42 + size + 16 * Math.max(1, Math.ceil(size / 65_536)))
    if (size > 20) expect(sealed.includes(bytes.subarray(0, 20))).toBe(false)
    expect((await open(sealed)).equals(bytes)).toBe(true)
  },
)

test('the same bytes are sealed differently each time', async () => {
  const bytes = Buffer.from('the same')
  expect((await seal(bytes)).equals(await seal(bytes))).toBe(false)
})

test('every altered byte of a small file, and one of each part of a large one, is refused', async () => {
  const refusal = /altered or cut short/
  const small = await seal(Buffer.from('small'))
  for (let at = 10; at < small.length; at++) {
    const altered = Buffer.from(small)
    altered[at] = (altered[at] ?? 0) ^ 1
    // The top bit of an X25519 key is ignored by definition; as it is bound in, that is refused too.
    await expect(open(altered), `byte ${at}`).rejects.toThrow(refusal)
  }
  const large = await seal(Buffer.alloc(150_000, 'x'))
  for (const at of [15, 60, 65_600, 70_000, large.length - 1]) {
    const altered = Buffer.from(large)
    altered[at] = (altered[at] ?? 0) ^ 128
    await expect(open(altered), `byte ${at}`).rejects.toThrow(refusal)
  }
})

test('a file cut short anywhere, also between two chunks, is refused; so are swapped and added chunks', async () => {
  const sealed = await seal(Buffer.alloc(150_000, 'x'))
  const [header, first, second, last] = [
    sealed.subarray(0, 42),
    sealed.subarray(42, 42 + 65_552),
    sealed.subarray(42 + 65_552, 42 + 2 * 65_552),
    sealed.subarray(42 + 2 * 65_552),
  ] as [Buffer, Buffer, Buffer, Buffer]
  for (const length of [0, 5, 41, 42, 50, 42 + 65_552, 42 + 2 * 65_552, sealed.length - 1]) {
    await expect(open(sealed.subarray(0, length)), `${length} bytes`).rejects.toThrow(/altered or cut short/)
  }
  for (const parts of [
    [header, second, first, last],
    [header, first, last],
    [sealed, last],
  ]) {
    await expect(open(Buffer.concat(parts))).rejects.toThrow(/altered or cut short/)
  }
})

test('another key does not open it, and a file that is no key of this kind is told so', async () => {
  const sealed = await seal(Buffer.from('for one'))
  await expect(open(sealed, readPrivateKey(makeKeyPair().privateKey))).rejects.toThrow(/made for another key/)
  const rsa = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' })
  for (const text of ['', 'nothing', String(rsa)]) expect(() => readPublicKey(text)).toThrow(/no public key/)
  expect(() => readPrivateKey(pair.publicKey)).toThrow(/no private key/)
})
