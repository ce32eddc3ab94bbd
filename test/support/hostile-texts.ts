/** Texts that no form of ours sends: what an engine cannot store, numbers too large, names that objects have. */
export const texts = [
  ...[
    '\0',
    'a\0b',
    '\0'.repeat(9),
    '\u0001',
    '\r\n',
    '\t',
    '\u2028',
    '\u200b',
    '\ufffd',
    '\u{10FFFF}',
    '\ud800',
  ],
  ...[
    '2147483648',
    '4294967296',
    '999999999',
    '9999999999',
    '9223372036854775808',
    '9'.repeat(40),
    '-1',
    '0',
  ],
  ...['1e9', '1.5', '0x10', 'NaN', 'Infinity', '-0', '1,5', ' 1', '१'],
  ...[
    '2026-02-30',
    '0000-00-00',
    '0000-01-01',
    '9999-12-31',
    '9999-12',
    '1000-01',
    '2026-13',
    '275760-09-14',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'null',
    'on',
    'true',
    '[]',
    '{}',
    '"',
    "'",
    '\\',
  ],
  ...[
    '%',
    '_',
    '%00',
    '<script>',
    "' or 1=1 --",
    '../../etc/passwd',
    '//x',
    '/\\x',
    ' ',
    '',
    'é',
    'İ',
    'ß',
    '😀',
  ],
  ...[
    'x'.repeat(300),
    'é'.repeat(3_000),
    '2026-01-31.2147483648',
    '2026-01-31.999999999999999',
    '2026-01.1.1',
  ],
  ...[
    'billing.',
    'billing.constructor',
    'closed.9999-99',
    'imported.9.9.9',
    'saved.constructor',
    'cashClearing=\0',
  ],
]
/** What stands in an address as it is. */
export const raw = [
  '%00',
  '%ff',
  '%c0%80',
  '%',
  '%zz',
  '%2e%2e%2f',
  '%0d%0a',
  '+',
  '&',
  '=',
  '#',
  ';',
  '%ed%a0%80',
]

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
