import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const file = join(import.meta.dirname, '../../src/stop-when-asked.ts')

/** A program that never comes to the end of its stop, with a clock that a line on its standard input moves by a second. */
const program = `
  import { stopWhenAsked } from '${file}'
  let at = 0
  performance.now = () => at
  stopWhenAsked(() => new Promise(() => console.log('stops')))
  for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => console.log(signal))
  process.stdin.on('data', () => console.log('at', at += 1000))
  console.log('ready')`

test('the same signal twice at once, as npm hands it on, stops once; a second one later ends it at once', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program])
  const ended = once(child, 'exit')
  let said = ''
  child.stdout.on('data', (text) => {
    said += text
  })
  const says = (words: string) =>
    expect.poll(() => said.trimEnd().split('\n').at(-1), { timeout: 60_000 }).toBe(words)
  await says('ready')
  child.kill('SIGINT')
  await says('SIGINT')
  child.kill('SIGHUP')
  await says('SIGHUP')
  expect(said.match(/stops/g)).toHaveLength(1)
  child.stdin.write('later')
  await says('at 1000')
  child.kill('SIGHUP')
  expect(await ended).toEqual([1, null])
})
