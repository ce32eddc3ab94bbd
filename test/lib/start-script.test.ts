import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../architecture/sources.ts'
import { asStarted, memorySettings } from '../support/server.ts'

test('what the tests start is what npm start starts, with what npm adds, on Windows without what only glibc reads', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const settings = Object.entries(memorySettings).map(([name, value]) => `${name}=${value}`)
  // What npm adds comes last. Windows knows neither eval nor exec, and takes the second half alone.
  const inPlaceOfTheShell = `eval 'node() { ${settings.join(' ')} exec node "$@"; }'`
  expect(scripts.start).toBe(`${inPlaceOfTheShell} || cd . && node ${asStarted.join(' ')} src/start.js`)
})
