import type { FileRules } from './profile.ts'

/** What a profile without rules of its own is written by: a table as people export it. */
export const plainRules: FileRules = {
  isFixedWidth: false,
  mayEndEarly: false,
  lineEnd: 'crlf',
  quotes: 'as-needed',
  datePattern: '',
  decimals: 'point',
  belowZero: 'minus',
  negativeIs: 'refused',
  recordAt: null,
  records: [],
  number: [],
}
