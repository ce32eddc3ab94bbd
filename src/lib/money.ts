/** Why a text is not an amount, as the end of a sentence that begins with the name of the field. */
type NotMoney = { wrong: string }

export const notAnAmount: NotMoney = { wrong: 'is not an amount: write it like 1234.50 or -12.00' }

const shape = /^([-+]?)(\d{1,3}(?:,\d{3})+|\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+|\d+)?(?:\.(\d*))?(-?)$/
/** Spreadsheets write the currency sign before or after the sign or the bracket, with or without a space. */
const currency = /^([-+(]?)\s*\$\s*/

/**
 * Whole cents from an amount as people and spreadsheets write it: `1234.5`, `1,234.50`, `-12.00`, `(12.00)`, `$12`,
 * `12.00-`, `$ (12.00)`, `$ -` for nothing, a minus or thousands of typography. The text is never a floating number on the way; what does not fit 2^53 exactly is refused.
 */
export function parseCents(text: string): number | NotMoney {
  const trimmed = text.trim().replaceAll('\u2212', '-')
  const plain = trimmed.replace(currency, '$1')
  // Only with its currency sign: a dash alone may say that the amount is not known.
  if (plain === '-' && trimmed !== '-') return 0
  const inBrackets = /^\((.*)\)$/.exec(plain)
  const written = (inBrackets?.[1] ?? plain).trim()
  const found = shape.exec(written)
  const [, sign = '', whole = '', fraction = '', signAfter = ''] = found ?? []
  if (!found || (whole === '' && fraction === '')) {
    return notAnAmount
  }
  if (Number(inBrackets !== null) + Number(sign !== '') + Number(signAfter !== '') > 1) {
    return { wrong: 'has two signs: write it like -12.00' }
  }
  if (fraction.length > 2 && /[^0]/.test(fraction.slice(2))) {
    return { wrong: 'has parts of a cent: write two digits after the point' }
  }
  const digits = `${whole.replace(/\D/g, '')}${fraction.slice(0, 2).padEnd(2, '0')}`.replace(/^0+(?=\d)/, '')
  // 17 digits are always more than 2^53, so Number below never rounds what it is asked to judge.
  const cents = digits.length > 16 ? Number.POSITIVE_INFINITY : Number(digits)
  if (!Number.isSafeInteger(cents)) return { wrong: 'is more than can be kept exactly' }
  return cents !== 0 && (inBrackets || sign === '-' || signAfter === '-') ? -cents : cents
}

// Without the spaces before them: to look for those from each of a cell full of spaces takes seconds.
const letters = /(CR|DR)\.?$/i

/**
 * The same where letters behind an amount may say what it does to what somebody owes, as ledgers write it: `12.00 CR`
 * lowers that, so it is below zero, and `12.00 DR` raises it.
 */
export function parseLetteredCents(text: string): { cents: number | NotMoney; isLettered: boolean } {
  const [end, letter] = letters.exec(text.trim()) ?? []
  if (!end) return { cents: parseCents(text), isLettered: false }
  const cents = parseCents(text.trim().slice(0, -end.length))
  if (typeof cents !== 'number' || cents < 0) return { cents: notAnAmount, isLettered: true }
  return { cents: letter?.toUpperCase() === 'CR' && cents !== 0 ? -cents : cents, isLettered: true }
}

/** `-1,234.50` of whole cents. */
export function formatCents(cents: number): string {
  if (!Number.isSafeInteger(cents)) throw new RangeError('These cents are more than can be shown exactly.')
  const digits = String(Math.abs(cents)).padStart(3, '0')
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${cents < 0 ? '-' : ''}${whole}.${digits.slice(-2)}`
}

/** A sum of amounts, which may be more than can be added up exactly though each of them could be read. */
export function formatSum(cents: number): string {
  return Number.isSafeInteger(cents) ? formatCents(cents) : 'too large to show'
}

/** `-1234.50`, as files want it. */
export function plainMoney(cents: number): string {
  return formatCents(cents).replaceAll(',', '')
}
