type PassedOver = { line: number; why: string; text: string }

/** What is worth a look in a file before it is used; the first rows that were passed over, and how many there are. */
export type FileRemarks = { notes: string[]; passedOver: { count: number; rows: PassedOver[] } }

const mostShown = 100

export const noRemarks = (): FileRemarks => ({ notes: [], passedOver: { count: 0, rows: [] } })

export function notePassedOver({ passedOver }: FileRemarks, { line, why, text }: PassedOver) {
  passedOver.count += 1
  if (passedOver.rows.length < mostShown) passedOver.rows.push({ line, why, text })
}
