import { type AccountType, accountTypes } from '../../lib/account-number.ts'
import { type OutsideName, type OutsideNames, outsideNames } from '../../lib/outside-names.ts'
import { checkbox, type Versioned } from '../../settings/section.ts'

export type AccountInput = { title: string; type: AccountType; active: boolean } & OutsideNames

/** An account of the chart; `number` is as it is stored, a hyphen between its segments. */
export type Account = AccountInput & { id: number; number: string } & Versioned

export const numberLabel = 'Account Number'

export const fields = {
  title: { label: 'Title' },
  type: { label: 'Type', choices: accountTypes },
  active: { label: 'Active', choices: checkbox },
  ...(Object.fromEntries(outsideNames.map(({ value, label }) => [value, { label }])) as Record<
    OutsideName,
    { label: string }
  >),
} as const

/** Characters. */
export const longestTitle = 100

/** Letters and digits in lower case, without accents, one space between words: the same for all spellings. */
export function titleKey(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
