import type { Profile, PurposeName } from '../profile.ts'

/** A layout that the product brings, because the provider publishes it. */
export type ReadyMade = {
  key: string
  name: string
  purpose: Extract<PurposeName, 'bills-sent' | 'provider-payments'>
  /** Raised whenever it is another: files name the one that wrote or read them. */
  version: number
  /** It says only the structure, so it is where a layout of one's own begins, and is not used itself. */
  isBeginning: boolean
  /** What to know before it is used, as sentences. */
  remarks: string[]
  profile: Profile
}
