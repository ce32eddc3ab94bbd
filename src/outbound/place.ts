import type { Target } from './target.ts'

/** Whose account at which server, as pages say it: what was decided for one is not sent to another. */
export const placeOf = ({ userName, host, port }: Pick<Target, 'userName' | 'host' | 'port'>) =>
  `${userName} at ${host}, port ${port}`
