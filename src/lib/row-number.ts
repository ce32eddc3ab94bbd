/** The number of a row as an address says it; undefined for what no row can have, such as more than 32 bits hold. */
export function readRowNumber(text: unknown): number | undefined {
  return /^[1-9]\d{0,8}$/.test(String(text)) ? Number(text) : undefined
}
