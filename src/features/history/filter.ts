/** What to show; a part that is left out does not narrow. */
export type HistoryFilter = {
  /** null: nobody was signed in. */
  userId?: number | null
  subject?: string
  kind?: string
  /** ISO 8601, UTC; from this moment on, and before that one. */
  from?: string
  before?: string
}
