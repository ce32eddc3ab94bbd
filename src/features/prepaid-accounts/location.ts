import { namedUuid } from '../../lib/named-uuid.ts'
import type { PrepaidLocation } from '../../multispeak/things.ts'
import type { PrepaidAccount } from './account.ts'

/** What the vendor calls an account: made of what it is of, so that one brought in again after a restore is the same to it. */
export function objectIdOf({ customer, service }: Pick<PrepaidAccount, 'customer' | 'service'>): string {
  return namedUuid(['prepaid-account', customer, service])
}

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
