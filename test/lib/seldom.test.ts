import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Seldom } from '../../src/lib/seldom.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('what comes each second is said at once, and then once a minute with how often it came again', () => {
  const seldom = new Seldom()
  const said: string[] = []
  const tell = (key: string) => seldom.tell(key, (again) => said.push(`${key} ${again}`))
  for (let second = 0; second < 120; second++) {
    tell('a')
    if (second === 90) tell('b')
    vi.advanceTimersByTime(1_000)
  }
  expect(said).toEqual(['a 0', 'a 59', 'b 0', 'a 60'])
  // Silent for a minute, it is new again, and nothing is remembered of it.
  vi.advanceTimersByTime(120_000)
  expect(vi.getTimerCount()).toBe(0)
  tell('a')
  expect(said.at(-1)).toBe('a 0')
  tell('a')
  seldom.end()
  expect([said.at(-1), vi.getTimerCount()]).toEqual(['a 1', 0])
})

test('however many cause it, no more than a thousand are told apart', () => {
  const seldom = new Seldom()
  let lines = 0
  for (let address = 0; address < 5_000; address++) seldom.tell(`${address}`, () => lines++)
  expect(lines).toBe(1_001)
  expect(vi.getTimerCount()).toBe(1_001)
  seldom.end()
  expect(lines).toBe(1_002)
})
