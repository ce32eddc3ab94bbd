import type { ServiceType } from '../../multispeak/things.ts'

/** `enrolling` and `unenrolling` wait for the vendor's answer. */
export type AccountState = 'new' | 'enrolling' | 'enrolled' | 'unenrolling' | 'left'

/** A customer's service that is paid for ahead. There is one for a customer and a service: by them the register is read. */
export type PrepaidAccount = {
  id: number
  /** What the vendor calls it: the same for ever. */
  objectId: string
  customer: string
  name: string
  /** Its code in the register. */
  service: string
  serviceType: ServiceType
  serviceLocation: string
  meter: string
  rate: string
  billingCycle: string
  depositCents: number
  priorityCents: number
  arrearsCents: number
  /** At enrollment; above zero the customer has it. */
  openingCents: number
  initialReading: string
  lastReading: string
  /** YYYY-MM-DD, or ''. */
  lastReadingDate: string
  connectDate: string
  state: AccountState
  /**
   * ISO 8601, UTC: when enrolling was asked for. What came to count in the register from then on is told to the vendor, and
   * what came before is in the balance at enrollment.
   */
  enrolledAt: string | null
  /** Who keeps its balance: the address of a vendor, or `MyUsage`. Null before it was enrolled. */
  enrolledWith: string | null
  leftAt: string | null
}
