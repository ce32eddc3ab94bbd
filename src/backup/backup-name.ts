import { createHmac } from 'node:crypto'

/** `.sqlite` and `.dump` by engine, `.age` of either; the eight digits say which town's it is. */
const form = /^utility-interfaces-(\d{4}-\d\d-\d\dT\d{6}Z)(?:-([0-9a-f]{8}))?\.(sqlite|dump|age)$/

/** Tells the backups of one town from others' in the same folder: it goes with the history, onto another machine too. */
export function markOf(chainKey: Buffer): string {
  return createHmac('sha256', chainKey).update('backup').digest('hex').slice(0, 8)
}

/** Without the key nobody knows which town's it is. */
export function backupName(now: Date, mark: string | undefined, ending: string): string {
  const stamp = now.toISOString().slice(0, 19).replaceAll(':', '')
  return `utility-interfaces-${stamp}Z${mark ? `-${mark}` : ''}${ending}`
}

/** When a backup was made, as its name says; undefined where that says nothing. */
export function timeInName(name: string): string | undefined {
  return form.exec(name)?.[1]?.replace(/(\d\d)(\d\d)(\d\d)Z/, '$1:$2:$3Z')
}

/** Whether both are called as backups of one town. */
export function isOfSameTown(name: string, other: string): boolean {
  const [mark, others] = [name, other].map((each) => form.exec(each)?.[2])
  return mark !== undefined && mark === others
}

/**
 * Which files of a folder are too many where so many backups of this town are to be kept: the oldest, by the time in their
 * names. Another town's are not counted, nor is what has a later time than the one made now: some clock was wrong.
 */
export function surplus(names: string[], { made, keep }: { made: string; keep: number }): string[] {
  const isEarlier = (name: string) => (form.exec(name)?.[1] ?? '') <= (form.exec(made)?.[1] ?? '')
  const earlier = names.filter((name) => isOfSameTown(name, made) && name !== made && isEarlier(name))
  return earlier
    .sort()
    .reverse()
    .slice(keep - 1)
}
