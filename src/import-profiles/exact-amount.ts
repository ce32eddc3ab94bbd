import { formatCents, parseLetteredCents, plainMoney } from '../lib/money.ts'
import type { FileRules } from './profile.ts'

type Rules = Pick<FileRules, 'decimals' | 'belowZero' | 'isFixedWidth'>

const withoutPoint = /^([-+(]?\s*)(\d+)(\s*(?:-|\)|CR|DR)?)$/i

/** Whole cents of an amount as a file writes it, or why it is none as the end of a sentence. */
export function readAmount(
  text: string,
  decimals: FileRules['decimals'] | undefined,
): number | { wrong: string } {
  if (decimals !== 'implied') return parseLetteredCents(text).cents
  const [, before, digits, after] = withoutPoint.exec(text) ?? []
  if (!digits)
    return { wrong: 'is not an amount without a point: its last two digits are cents, like 123450' }
  const { length } = digits.padStart(3, '0')
  const padded = digits.padStart(length, '0')
  return parseLetteredCents(`${before}${padded.slice(0, -2)}.${padded.slice(-2)}${after}`).cents
}

/** The parts of an amount, so that what fills it up comes between its sign and its digits. */
export function writeAmount(
  cents: number,
  { decimals, belowZero, isFixedWidth }: Rules,
): { before: string; digits: string; after: string } | { wrong: string } {
  const digits =
    decimals === 'implied' ? String(Math.abs(cents)).padStart(3, '0') : plainMoney(Math.abs(cents))
  if (cents < 0 && belowZero === 'refused') {
    return { wrong: `is ${formatCents(cents)}, and the layout has no way to write an amount below zero` }
  }
  const [before, after] = signs[belowZero]
  if (cents < 0) return { before, digits, after }
  // Its digits end where those of the others do.
  return { before: '', digits, after: isFixedWidth ? ' '.repeat(after.length) : '' }
}

const signs = {
  refused: ['', ''],
  minus: ['-', ''],
  'minus-behind': ['', '-'],
  cr: ['', 'CR'],
  brackets: ['(', ')'],
} as const
