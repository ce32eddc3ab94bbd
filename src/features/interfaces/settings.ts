import type { Saved } from '../../settings/versioned.ts'

/** What every interface has beside its own fields. */
export type Switched = Saved & {
  interface: string
  /** ISO 8601, UTC; null while the interface is off. */
  onSince: string | null
}

export const off = { value: 'none', label: 'None' } as const

export function labelOf(choices: readonly { value: string; label: string }[], value: string) {
  return choices.find((choice) => choice.value === value)?.label ?? value
}
