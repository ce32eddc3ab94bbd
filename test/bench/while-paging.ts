import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Asked, PageTimes } from './page-times.ts'

/** Asks for a page at a steady pace as long as the act goes on. */
export async function whilePaging<Result>(asked: Asked, act: () => Promise<Result>) {
  const child = fork(join(import.meta.dirname, 'page-times.ts'))
  child.send(asked)
  await once(child, 'message')
  const result = await act()
  child.send('stop')
  const [times] = await once(child, 'message')
  return { result, times: times as PageTimes }
}
