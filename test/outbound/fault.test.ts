import { expect, test } from 'vitest'
import { OutboundFault } from '../../src/outbound/fault.ts'

const faultThat = (said: string) =>
  new OutboundFault({ stage: 'signed-in', code: 'failed', sentence: 'It failed.', forProvider: 'Why?', said })

test('what a server says is kept as one line of plain text, cut at 300 characters', () => {
  expect(faultThat('\u001b[31mGo\r\naway\u0000\u202e <b>now</b>\n').said).toBe('[31mGo away <b>now</b>')
  expect([...(faultThat('𝔸'.repeat(5_000)).said ?? '')].length).toBe(300)
  expect(faultThat(' \n\t ').said).toBeUndefined()
})

test('its message, which a log may have, names no host, file or user', () => {
  expect(faultThat('Wrong password for town').message).toBe('failed at signed-in')
})
