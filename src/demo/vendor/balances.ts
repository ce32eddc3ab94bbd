import type { Meters } from './meters.ts'
import type { Balance, Told, VendorBook } from './vendor-book.ts'

const dayAfter = (day: string) => Temporal.PlainDate.from(day).add({ days: 1 }).toString()

/** Takes off what was used up to a day, YYYY-MM-DD; the cents that it was in all. */
function readMeters({ balances }: VendorBook, meters: Meters, day: string): number {
  let used = 0
  for (const balance of balances) {
    for (; balance.readUntil < day; balance.readUntil = dayAfter(balance.readUntil)) {
      const cents = meters.usedOn(balance.account, balance.readUntil)
      balance.cents -= cents
      used += cents
    }
  }
  return used
}

/** Goes on to a day where it is not past yet; the cents that were used meanwhile. */
export function goOnTo(book: VendorBook, meters: Meters, day: string): number {
  if (day > book.day) book.day = day
  return readMeters(book, meters, book.day)
}

/** The balance that a customer's money of a service is for; a service that nobody says is any. */
export function balanceOf({ balances }: VendorBook, account: string, serviceType: string) {
  const theirs = balances.filter((balance) => balance.account === account)
  return (
    theirs.find((balance) => balance.serviceType === serviceType) ??
    (serviceType === '' ? theirs[0] : undefined)
  )
}

/** Changes a balance by what was told, once, however often it is told; whether it did. */
export function take(book: VendorBook, balance: Balance, { kind, id, cents }: Told): boolean {
  const number = `${kind} ${id}`
  if (book.known.includes(number)) return false
  book.known.push(number)
  balance.cents += cents
  return true
}
