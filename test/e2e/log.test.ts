import { expect } from 'vitest'
import { test as officeTest } from '../support/office.ts'

const test = officeTest.override('serverOptions', { env: () => ({ LOG_LEVEL: 'info' }) })

test('every line of the running product is JSON with a time in UTC', async ({ server }) => {
  expect((await fetch(`${server.url}/health`)).status).toBe(200)
  await fetch(`${server.url}/no-such-page`)
  await server.stop()
  const lines = server.output().trim().split('\n')
  const entries = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line))
  expect(entries.filter(({ msg }) => msg === 'answered')).toHaveLength(2)
  for (const { time } of entries) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  // What else is written is for whoever started it: where the product answers, and how to set it up.
  const others = lines.filter((line) => !line.startsWith('{'))
  expect(others.every((line) => /https?:\/\/|: nobody can sign in yet/.test(line))).toBe(true)
})
