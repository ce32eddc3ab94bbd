import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeKeyFile } from '../../src/lib/key-file.ts'
import { makeFolder } from '../../src/lib/make-folder.ts'
import { inOneSentence } from '../../src/startup-errors.ts'

test('folders are made private, with those above them; a file in the way is told', () => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'make-folder-'))
  makeFolder(join(folder, 'town/data'))
  makeFolder(join(folder, 'town/data'))
  for (const name of ['town', 'town/data']) expect(fs.statSync(join(folder, name)).mode & 0o777).toBe(0o700)
  fs.writeFileSync(join(folder, 'file'), '')
  expect(() => makeFolder(join(folder, 'file/data'))).toThrow(expect.objectContaining({ code: 'EEXIST' }))
  fs.rmSync(folder, { recursive: true })
})

test.skipIf(!fs.existsSync('/proc/self'))(
  'a folder that takes no folder, such as /proc, is said in words',
  () => {
    let problem: ReturnType<typeof inOneSentence> | undefined
    try {
      makeFolder('/proc/town/data')
    } catch (error) {
      problem = inOneSentence(error)
    }
    expect(problem).toEqual({
      message: 'The folder /proc/town cannot be made there: name another in DATA_DIR.',
      exitCode: 5,
    })
    expect(() => makeKeyFile('/proc/town/secret.key')).toThrow(/could not be opened or made: .* ENOENT/)
  },
)
