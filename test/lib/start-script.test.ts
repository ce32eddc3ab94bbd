import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../architecture/sources.ts'
import { asStarted, memorySettings } from '../support/server.ts'

test('what the tests start is what npm start starts, on Windows without what only glibc reads', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const settings = Object.entries(memorySettings).map(([name, value]) => `${name}=${value}`)
  const command = `node ${asStarted.join(' ')} src/start.js`
  expect(scripts.start).toBe(`${settings.join(' ')} exec ${command} || ${command}`)
})
