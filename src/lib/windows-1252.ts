const decoder = new TextDecoder('windows-1252')
const bytes = new Map(
  Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte] as const),
)

/** The characters of a text that Windows-1252 does not have, each once. */
export function notInWindows1252(text: string): string[] {
  return [...new Set(text)].filter((character) => !bytes.has(character))
}

/** The text in Windows-1252; what it does not have becomes a question mark. */
export function inWindows1252(text: string): Buffer {
  return Buffer.from(Array.from(text, (character) => bytes.get(character) ?? 0x3f))
}
