/** A bill as the export has it; of what the file does not say, amounts are null and texts are empty. */
export type Bill = {
  line: number
  statement: string
  customer: string
  name: string
  serviceAddress: string
  mailingAddress: string
  mailingCityStateZip: string
  email: string
  /** YYYY-MM-DD */
  billDate: string
  dueDate: string
  previousCents: number | null
  /** What they lower the bill by. */
  paymentsCents: number | null
  /** What they raise the bill by. */
  adjustmentsCents: number | null
  currentCents: number | null
  amountDueCents: number
  isAutopay: boolean
  /** It does not look like an e-mail address. */
  emailIsWrong: boolean
}

export type Charge = { service: string; cents: number }
