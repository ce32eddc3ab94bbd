/** What is worth a look before bills are sent; the first rows that were passed over, and how many there are. */
export type Remarks = {
  notes: string[]
  passedOver: { count: number; rows: { line: number; why: string; text: string }[] }
}
