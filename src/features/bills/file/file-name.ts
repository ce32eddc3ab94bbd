import type { Profile } from '../../../import-profiles/profile.ts'
import type { Period } from '../../../lib/periods.ts'

/** `bills-2026-10-run12.csv` */
export function fileName({ id, period }: { id: number; period: Period }, profile: Profile) {
  const ending = profile.rules?.isFixedWidth || profile.delimiter === '\t' ? 'txt' : 'csv'
  return `bills-${period}-run${id}.${ending}`
}

/** `bills-2026-10-run12-2.csv`: each further send of a run has its number besides, so that no name is sent twice. */
export function nameOfSend(name: string, number: number) {
  return number === 1 ? name : name.replace(/(\.\w+)$/, `-${number}$1`)
}
