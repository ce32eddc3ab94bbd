import fc from 'fast-check'

const piece = fc.constantFrom(
  ...[
    'a',
    '"',
    '""',
    ',',
    ';',
    '\t',
    '\r',
    '\n',
    '\r\n',
    ' ',
    '="',
    '\ufeff',
    'é',
    '\xe9',
    'sep=',
    '\0',
    '1',
  ],
)
const pieces = fc
  .array(piece, { maxLength: 24 })
  .map((all) => Buffer.concat(all.map((text) => Buffer.from(text, text === '\xe9' ? 'latin1' : 'utf8'))))
const bytes = fc.uint8Array({ maxLength: 24 }).map((all) => Buffer.from(all))

/** A small file of what gives readers of CSV trouble, or of any bytes. */
export const oddFile = fc.oneof({ weight: 3, arbitrary: pieces }, { weight: 1, arbitrary: bytes })
