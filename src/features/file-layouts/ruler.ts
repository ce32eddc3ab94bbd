import { TextDecoder } from 'node:util'
import type { Encoding } from '../../lib/csv-encoding.ts'

const longest = 400
const lines = 3

/** The first lines of a sample below a ruler that counts their characters: `....+....1....+....2`. */
export function withRuler(sample: Buffer, encoding: '' | Encoding): string {
  const text = new TextDecoder(encoding || 'utf-8').decode(sample.subarray(0, 64 * 1024))
  const first = text.split(/\r\n?|\n/).slice(0, lines)
  const shown = first.map((line) => line.replace(/\p{Cc}/gu, ' ').slice(0, longest))
  const width = Math.max(...shown.map((line) => line.length))
  const tens = Array.from(
    { length: Math.ceil(width / 10) },
    (_, index) => `....+${String(index + 1).padStart(5, '.')}`,
  )
  return [tens.join('').slice(0, Math.ceil(width / 10) * 10), ...shown].join('\n')
}
