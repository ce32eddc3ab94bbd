import { expect, test } from 'vitest'
import { run } from '../support/run.ts'

test('hostile messages of megabytes and answers of 100,000 rows take no more memory than there is for a few', async () => {
  const ended = await run('test/support/speak-in-little-memory.ts', [], {
    NODE_OPTIONS: '--max-old-space-size=64',
  })
  expect(ended).toEqual({ code: 0, output: 'all written\n' })
})
