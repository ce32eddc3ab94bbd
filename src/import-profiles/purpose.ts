import type { Choice } from '../lib/form.ts'
import type { Profile, PurposeName } from './profile.ts'

/** What a word may mean besides: its rows are none of this purpose, so they are passed over, counted and shown. */
export const passedOver = 'passed-over'

/** What a column of a file may hold. */
export type Role = {
  label: string
  /** What headings call it, the surest first; capitals, spaces and punctuation make no difference. */
  names: readonly string[]
  /** What most of its cells look like, by which a column without a known name is proposed. */
  looksLike?: 'date' | 'amount'
  /** One value for all rows may be given instead of a column; `each-file` where the next file has another. */
  fixed?: 'always' | 'each-file'
  /** Written where there is less place for it, its end may be missing: it tells nobody from another. */
  mayBeCut?: true
  /** Several columns may have it, each of something of its own; this is the label of what. */
  of?: string
  /** Its cells are words of the file, which mean one of `choices`; without, a word stands for itself if nothing is said. */
  words?: {
    choices?: readonly Choice[]
    /** A meaning is one of the choices, a space, and something more; this is the label of that. */
    and?: string
  }
}

/** What the files of one purpose hold, declared by the feature that imports them. */
export type Purpose<Name extends string = string> = {
  name: PurposeName
  label: string
  roles: Readonly<Record<Name, Role>>
  /** Whose amounts have a rule for their signs. */
  signs?: readonly Choice[]
  /** The amount that the total records of a file add up. */
  summed?: Name
  /** The role that says what an amount does, which is then above zero; `becomes` is what one below zero may mean. */
  direction?: { kind: Name; becomes: string }
  /** What each row has to have: in exactly one of these ways, by columns or values for all rows. */
  needs: readonly { what: string; ways: readonly (readonly Name[])[] }[]
}

export function roleOf(purpose: Purpose, name: string): Role | undefined {
  return Object.hasOwn(purpose.roles, name) ? purpose.roles[name] : undefined
}

/** The values that a file is still to be given, because each file has another. */
export function askedForEachFile(purpose: Purpose, { fixed }: Profile): string[] {
  return Object.keys(fixed).filter(
    (role) => roleOf(purpose, role)?.fixed === 'each-file' && fixed[role] === '',
  )
}
