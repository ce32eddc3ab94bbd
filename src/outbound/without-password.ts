import type { Login } from './sign-in.ts'

/**
 * What a server says is kept and shown, and it may say what it was told: also as it was written in a message or an address,
 * which servers quote in their errors.
 */
export function withoutPassword(login: Login, said: string): string {
  if (!('password' in login) || login.password === '') return said
  const { password } = login
  let text = said.replaceAll(password, '…')
  for (const decode of dresses) {
    const decoded = decode(text)
    if (decoded.includes(password)) text = decoded.replaceAll(password, '…')
  }
  return text
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const lastCodePoint = 0x10ffff

function decodedXml(text: string) {
  return text.replace(
    /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\da-f]{1,6}));/gi,
    (whole, name, digits, hex) => {
      if (name) return entities[name.toLowerCase()] ?? whole
      const code = digits ? Number(digits) : Number.parseInt(hex, 16)
      return code <= lastCodePoint ? String.fromCodePoint(code) : whole
    },
  )
}

function decodedAddress(text: string) {
  return text.replaceAll('+', ' ').replace(/(?:%[\da-f]{2})+/gi, (whole) => {
    try {
      return decodeURIComponent(whole)
    } catch {
      return whole
    }
  })
}

/** Read as an address, as XML, and as XML that holds either. */
const dresses = [
  decodedAddress,
  decodedXml,
  (text: string) => decodedXml(decodedXml(text)),
  (text: string) => decodedAddress(decodedXml(text)),
]
