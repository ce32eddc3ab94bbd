import type { PrepaidAccount } from '../account.ts'

type Told = Pick<
  PrepaidAccount,
  'name' | 'serviceLocation' | 'meter' | 'rate' | 'billingCycle' | 'initialReading' | 'lastReading'
> &
  Pick<PrepaidAccount, 'lastReadingDate' | 'connectDate' | 'depositCents' | 'priorityCents'> &
  Pick<PrepaidAccount, 'arrearsCents' | 'openingCents'>

/** A row of a file; what the file has no column for is null. */
export type AccountRow = Pick<PrepaidAccount, 'customer' | 'service' | 'serviceType'> & {
  line: number
} & { [fact in keyof Told]: Told[fact] | null }

/** A row that is not taken, and why, as sentences. */
export type RefusedRow = { line: number; customer: string; service: string; reasons: string[] }
