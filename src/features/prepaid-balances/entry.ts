/** A payment is above zero; an adjustment has the sign of what it does to the customer's prepaid balance. */
export type EntryKind = 'payment' | 'adjustment'

/** `taken-back`: the import that brought what was noted was removed. */
export type EntryWhat = 'noted' | 'taken-back'

/** The vendor asks for it, or it is sent: never both. */
export type EntryWay = 'pull' | 'push'

/** The worst first. 0 the account differs, 1 no status at its billing date, 2 no answer yet, 3 usage not billed yet, 4 in step */
export type Standing = 0 | 1 | 2 | 3 | 4
