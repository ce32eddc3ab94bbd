/** One thing by its id. */
export type About = {
  type: string
  id: string
  /** Records without an id are about it where they are of these kinds and have this label. */
  old: { label: string | undefined; kinds: string[] }
}

/** What to show; a part that is left out does not narrow. */
export type HistoryFilter = {
  /** null: nobody was signed in. */
  userId?: number | null
  subject?: string
  about?: About
  kind?: string
  /** ISO 8601, UTC; from this moment on, and before that one. */
  from?: string
  before?: string
}
