/**
 * Tells of rows whether they have been there for so long, by this process's own time from when it first saw them: clocks
 * of two servers are not compared, so one that is wrong takes nothing from another. `elapsed` only goes forward.
 */
export function leftAlone(ms: number, elapsed = () => performance.now()) {
  const seen = new Map<number, number>()
  return (ids: readonly number[]): number[] => {
    const now = elapsed()
    for (const id of seen.keys()) if (!ids.includes(id)) seen.delete(id)
    for (const id of ids) if (!seen.has(id)) seen.set(id, now)
    return ids.filter((id) => now - (seen.get(id) ?? now) >= ms)
  }
}
