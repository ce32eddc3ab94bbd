/** What everything that is saved version by version has beside its own fields. */
export type Versioned = {
  /** Raised by each save; a form made from an older one is not saved over a newer one. */
  version: number
  /** A keyed fingerprint of the request that made this version: the same request again is the same save. */
  savedWith: string | null
  /** ISO 8601, UTC. */
  changedAt: string | null
  changedBy: string | null
}

export const neverSaved: Versioned = { version: 0, savedWith: null, changedAt: null, changedBy: null }
