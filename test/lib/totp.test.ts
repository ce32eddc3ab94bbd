import { Secret, TOTP } from 'otpauth'
import { expect, test } from 'vitest'
import { newSeed, stepOfCode } from '../../src/lib/totp.ts'

/** The seed of RFC 6238's examples, in base32. */
const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

test('codes are those of RFC 6238, appendix B, in their last six digits', () => {
  for (const [seconds, code] of [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ] as const) {
    expect(stepOfCode(seed, code, new Date(seconds * 1000))).toBe(Math.floor(seconds / 30))
  }
})

test('the step before and after are accepted and named, others are not', () => {
  const at = (seconds: number) => stepOfCode(seed, '081804', new Date(seconds * 1000))
  const step = Math.floor(1_111_111_109 / 30)
  expect([-60, -30, 0, 30, 60].map((off) => at(1_111_111_109 + off))).toEqual([
    undefined,
    step,
    step,
    step,
    undefined,
  ])
})

test('only six digits are a code', () => {
  for (const code of ['', '81804', '0081804', ' 081804', '08180a', '٠٨١٨٠٤', '-81804', '8.1804']) {
    expect([code, stepOfCode(seed, code, new Date(1_111_111_109_000))]).toEqual([code, undefined])
  }
})

test('an empty seed has no code: anybody could work it out', () => {
  const at = new Date(1_111_111_109_000)
  const token = new TOTP({ secret: Secret.fromBase32('') }).generate({ timestamp: at.getTime() })
  expect(stepOfCode('', token, at)).toBeUndefined()
})

test('each seed is 160 bits of its own', () => {
  const seeds = Array.from({ length: 100 }, newSeed)
  expect(new Set(seeds).size).toBe(100)
  for (const one of seeds) expect(one).toMatch(/^[A-Z2-7]{32}$/)
})
