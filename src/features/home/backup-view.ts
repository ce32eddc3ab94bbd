/** Made each night, or on each working day before a long weekend, one is never older. */
const daysUntilOverdue = 4
const dayMs = 86_400_000

/** What an administrator is told of the last backup, made at `at` (ISO 8601, UTC), and whether something is to be done. */
export function backupView(at: string | undefined, now: Date, moment: (at: string) => string) {
  if (at === undefined) {
    const words =
      'No backup has been made yet with npm run backup: should this machine fail, all that is kept here may be lost. Ask whoever looks after it to have one made each night.'
    return { words, isOverdue: true }
  }
  const days = Math.floor((now.getTime() - Date.parse(at)) / dayMs)
  if (days < daysUntilOverdue) return { words: `Last backup: ${moment(at)}`, isOverdue: false }
  const words = `The last backup is ${days} days old (${moment(at)}). Ask whoever looks after this machine why none was made since, and to make one now with npm run backup.`
  return { words, isOverdue: true }
}
