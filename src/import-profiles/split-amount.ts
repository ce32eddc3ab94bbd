/** 1,234.50 without quotation marks has shifted the rest by one place, which an empty last value hides. */
export function isSplitAmount(fields: string[], place: number, width: number) {
  const rest = fields.length > width ? /^\d{3}(\.\d+)?[)-]?$/ : /^\d{3}\.\d\d[)-]?$/
  return /^[-(]?\$?\d{1,3}$/.test(fields[place]?.trim() ?? '') && rest.test(fields[place + 1]?.trim() ?? '')
}
