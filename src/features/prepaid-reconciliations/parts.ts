/** What the amounts of a service count as in a reconciliation; `none`: they are no part of it. */
export const parts = [
  { value: 'usage', label: 'Usage charge' },
  { value: 'tax', label: 'Tax' },
  { value: 'device', label: 'Device charge' },
  { value: 'miscellaneous', label: 'Miscellaneous' },
  { value: 'none', label: 'Not part of it' },
] as const

export type Part = (typeof parts)[number]['value']

/** In cents. What lowers a bill is above zero in `credits`. */
export type Amounts = { usage: number; credits: number; charges: number; tax: number; device: number }

export const nothing: Amounts = { usage: 0, credits: 0, charges: 0, tax: 0, device: 0 }

/** Miscellaneous charges less credits. */
export const miscellaneousOf = ({ charges, credits }: Amounts) => charges - credits

export const billTotal = (amounts: Amounts) =>
  amounts.usage + miscellaneousOf(amounts) + amounts.tax + amounts.device

export function added(one: Amounts, other: Amounts): Amounts {
  return {
    usage: one.usage + other.usage,
    credits: one.credits + other.credits,
    charges: one.charges + other.charges,
    tax: one.tax + other.tax,
    device: one.device + other.device,
  }
}
