import { Agent, get } from 'node:http'

/**
 * A process that asks for one page at a steady pace, as people do, and says how long the answers took. Apart from the
 * bench, whose own work would otherwise be counted as the server's.
 */
export type Asked = { url: string; cookie: string }
export type PageTimes = { count: number; p50: number; p99: number }

const pace = 10
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

function ask({ url, cookie }: Asked) {
  return new Promise<void>((resolve, reject) => {
    const sent = get(url, { agent, headers: { cookie, 'accept-encoding': 'br' } }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`a page was answered ${answer.statusCode}`))
      answer.resume().once('end', resolve)
    })
    sent.once('error', reject)
  })
}

async function askUntilTold(asked: Asked) {
  let isOver = false
  process.once('message', () => {
    isOver = true
  })
  // The first opens the connection; it is not counted.
  await ask(asked)
  process.send?.('begun')
  const took: number[] = []
  while (!isOver) {
    const started = performance.now()
    await ask(asked)
    const milliseconds = performance.now() - started
    took.push(milliseconds)
    await wait(Math.max(0, pace - milliseconds))
  }
  const sorted = took.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN
  return { count: took.length, p50: at(0.5), p99: at(0.99) } satisfies PageTimes
}

process.once('message', async (asked) => {
  const times = await askUntilTold(asked as Asked)
  process.send?.(times, () => process.exit(0))
})
