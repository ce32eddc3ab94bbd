/** The same for texts that differ only by capitals or by how their letters are composed; engines fold ASCII at most. */
export function withoutCapitals(text: string): string {
  return text.normalize('NFC').toLowerCase()
}
