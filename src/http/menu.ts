import { paths } from './paths.ts'

/** The menu at the top: an entry is where one is when the address begins with one of `under`. */
export const menu = [
  { label: 'Organization', path: paths.general, under: ['/organization', paths.periods] },
  { label: 'GL Accounts', path: paths.accounts, under: [paths.accounts] },
]
