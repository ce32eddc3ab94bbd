const begun = /^[-(]?\$?\d{1,3}$/
const restOfWide = /^\d{3}(\.\d+)?([)-]|\s?[CD]R)?$/i
const restBeforeEmpty = /^\d{3}\.\d\d([)-]|\s?[CD]R)?$/i

/** 1,234.50 without quotation marks has shifted the rest by one place, which an empty last value hides. */
export function isSplitAmount(fields: string[], place: number, width: number) {
  const rest = fields.length > width ? restOfWide : restBeforeEmpty
  return begun.test(fields[place]?.trim() ?? '') && rest.test(fields[place + 1]?.trim() ?? '')
}
