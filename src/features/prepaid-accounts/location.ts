import type { PrepaidLocation } from '../../multispeak/things.ts'
import type { PrepaidAccount } from './account.ts'

/** An account as the vendor is told it. Its balance is the one at enrollment. */
export function locationOf(account: PrepaidAccount): PrepaidLocation {
  const { objectId, customer, name, serviceType, rate, serviceLocation, meter, billingCycle } = account
  const { priorityCents, arrearsCents, openingCents, depositCents } = account
  const { initialReading, lastReading, lastReadingDate, connectDate } = account
  return {
    ...{ objectId, accountNumber: customer, name, serviceType, rate, serviceLocation, meter, billingCycle },
    ...{ priorityCents, arrearsCents, totalCents: openingCents, depositCents },
    ...{ initialReading, lastReading, lastReadingDate, connectDate },
  }
}
