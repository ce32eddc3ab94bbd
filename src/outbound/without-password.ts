import type { Login } from './sign-in.ts'

/** Of what a server says, no more than the beginning is kept. */
const longest = 20_000

/**
 * What a server says is kept and shown, and it may say what it was told: also as it was written in a message or an address,
 * which servers quote in their errors.
 */
export function withoutPassword(login: Login, said: string): string {
  if (!('password' in login) || login.password === '') return said
  const { password } = login
  return dresses.reduce(
    (text, dress) => withoutDressed(text, password, dress),
    said.slice(0, longest).replaceAll(password, '…'),
  )
}

/** How a text is written somewhere: the pieces that it is made of there, and what each of them is in the text. */
type Dress = { pieces: RegExp; read(piece: string): string }

const dresses: Dress[] = [
  // Also of XML that is a text within XML.
  {
    pieces: /&(?:amp;)?(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-f]{1,6});|./gis,
    read: (piece) => (piece.length > 1 ? readEntity(readEntity(piece)) : piece),
  },
  { pieces: /(?:%[\da-f]{2})+|./gis, read: readPercent },
  { pieces: /(?:%[\da-f]{2})+|./gis, read: (piece) => (piece === '+' ? ' ' : readPercent(piece)) },
]

/** Cuts out the pieces that the password is made of. */
function withoutDressed(text: string, password: string, { pieces, read }: Dress): string {
  const found = [...text.matchAll(pieces)].map(([piece]) => ({ piece, plain: read(piece) }))
  const plain = found.map((one) => one.plain).join('')
  if (!plain.includes(password)) return text
  let at = 0
  let from = plain.indexOf(password)
  let result = ''
  for (const one of found) {
    const end = at + one.plain.length
    if (from >= 0 && at >= from + password.length) from = plain.indexOf(password, at)
    const isPart = from >= 0 && end > from && at < from + password.length
    if (!isPart) result += one.piece
    else if (at <= from) result += '…'
    at = end
  }
  return result
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const lastCodePoint = 0x10ffff

function readEntity(text: string) {
  return text.replace(
    /^&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\da-f]{1,6}));/i,
    (whole, name, digits, hex) => {
      if (name) return entities[name.toLowerCase()] ?? whole
      const code = digits ? Number(digits) : Number.parseInt(hex, 16)
      return code <= lastCodePoint ? String.fromCodePoint(code) : whole
    },
  )
}

function readPercent(piece: string) {
  try {
    return piece.startsWith('%') ? decodeURIComponent(piece) : piece
  } catch {
    return piece
  }
}
