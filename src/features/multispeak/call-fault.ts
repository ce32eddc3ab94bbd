/** Why a call is not answered: a sentence for the vendor's engineer, and a word for the log. */
export class CallFault extends Error {
  readonly status: number
  readonly text: string
  readonly outcome: string
  /** In seconds. */
  readonly retryAfter: number | undefined

  constructor(
    outcome: string,
    text: string,
    { status = 400, retryAfter }: { status?: number; retryAfter?: number } = {},
  ) {
    super(outcome)
    this.name = 'CallFault'
    this.outcome = outcome
    this.text = text
    this.status = status
    this.retryAfter = retryAfter
  }
}
