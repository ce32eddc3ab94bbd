/** Turning an interface on, or choosing another, starts the clock; other changes while it is on do not. */
export function onSince(current: { interface: string; onSince: string | null }, chosen: string, now: Date) {
  if (chosen === 'none') return null
  return chosen === current.interface ? current.onSince : now.toISOString()
}
