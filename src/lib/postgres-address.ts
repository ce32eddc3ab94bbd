/** Signs that mean something in an address, and how they are written in a name or a password there. */
export const encodedSigns = '/ is written %2F, # %23, ? %3F, @ %40, : %3A and % %25'

/** A sign of the password that ends the part it is in makes the rest of it a host, a port, a path or a parameter. */
export function isAsMeant(address: string): boolean {
  if (/\s|%(?![0-9a-f]{2})/i.test(address) || !URL.canParse(address)) return false
  const { username, hash, pathname, searchParams } = new URL(address)
  if (hash !== '' || pathname.includes('@')) return false
  const parameters = [...searchParams]
  if (parameters.some(([name]) => !/^\w+$/.test(name))) return false
  // Some names of users hold one themselves; as a parameter it is plain what it is.
  return username !== '' || searchParams.has('user') || !parameters.some(([, text]) => text.includes('@'))
}
