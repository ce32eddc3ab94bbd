import type { AccountType } from './account-number.ts'

/** What charts call the types, in lower case and the singular. Other financing is revenue where it comes in, expense where it goes out. */
const words: Record<AccountType, string[]> = {
  asset: [
    ...['a', 'asset', 'current asset', 'other current asset', 'fixed asset', 'capital asset', 'other asset'],
    ...['noncurrent asset', 'restricted asset', 'bank', 'cash', 'checking', 'saving', 'inventory'],
    ...['account receivable', 'receivable', 'ar', 'a r', 'accumulated depreciation'],
    ...['ocasset', 'fixasset', 'oasset'],
  ],
  'deferred-outflow': ['do', 'deferred outflow'],
  liability: [
    ...['l', 'liability', 'current liability', 'other current liability', 'long term liability'],
    ...['noncurrent liability', 'other liability', 'long term debt', 'credit card', 'ccard'],
    ...['account payable', 'payable', 'ap', 'a p', 'ocliab', 'ltliab'],
  ],
  'deferred-inflow': ['di', 'deferred inflow'],
  equity: [
    ...['f', 'fb', 'fund balance', 'net position', 'net position fund balance', 'fund balance net position'],
    ...[
      'net asset',
      'fund equity',
      'equity',
      'owner s equity',
      'retained earning',
      'equity retained earning',
    ],
    ...['equity doesn t close', 'equity get closed'],
  ],
  revenue: [
    ...['r', 'rev', 'revenue', 'operating revenue', 'nonoperating revenue', 'other revenue', 'sale'],
    ...['i', 'inc', 'income', 'other income', 'exinc'],
    ...['oi', 'ofs', 'other financing source', 'transfer in'],
  ],
  expenditure: [
    ...[
      'x',
      'exp',
      'expense',
      'expenditure',
      'expense expenditure',
      'operating expense',
      'nonoperating expense',
    ],
    ...['other expense', 'other expenditure', 'exexp', 'cost of good sold', 'cog', 'cost of sale'],
    ...['ou', 'ofu', 'other financing use', 'transfer out'],
  ],
}

const typeOf = new Map(
  Object.entries(words).flatMap(([type, names]) => names.map((name) => [name, type as AccountType])),
)

function keyOf(word: string): string {
  return word
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .split(' ')
    .map((part) => part.replace(/ies$/, 'y').replace(/(?<=..[^s])s$/, ''))
    .join(' ')
    .replace(/^non /, 'non')
    .replace(/(?<=.) (account|of resource)$/, '')
}

/** The type that a chart means by a word or letter; E is told by `meaningOfE`. */
export function accountTypeOf(word: string): AccountType | undefined {
  return typeOf.get(keyOf(word))
}

export function isE(word: string): boolean {
  return keyOf(word) === 'e'
}

/** What E is beside the other words of a chart: F leaves it expense, X leaves it equity; undefined where they do not tell. */
export function meaningOfE(others: Iterable<string>): AccountType | undefined {
  const letters = new Set([...others].map(keyOf))
  if (letters.has('f') === letters.has('x')) return undefined
  return letters.has('f') ? 'expenditure' : 'equity'
}
