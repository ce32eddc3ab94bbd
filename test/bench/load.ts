import { Agent, request } from 'node:http'
import autocannon from 'autocannon'

export type Figures = { name: string; perSecond: number; p50: number; p99: number }

/** Asks for one address over ten connections for some seconds; every answer must be good. */
export async function underLoad(
  name: string,
  url: string,
  { headers = {}, seconds = 4 }: { headers?: Record<string, string>; seconds?: number } = {},
): Promise<Figures> {
  const options = { url, connections: 10, headers: { 'accept-encoding': 'br', ...headers } }
  await autocannon({ ...options, duration: 1 })
  const result = await autocannon({ ...options, duration: seconds })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${name}: ${result.non2xx} refused, ${result.errors} failed`)
  return { name, perSecond: result.requests.average, p50: result.latency.p50, p99: result.latency.p99 }
}

/** One after the other over one kept connection: `send` does one whole act and checks its answer. */
export async function oneByOne(
  name: string,
  times: number,
  send: (n: number) => Promise<unknown>,
): Promise<Figures> {
  const took: number[] = []
  for (let n = 0; n < 20; n++) await send(n)
  const started = performance.now()
  for (let n = 20; n < times + 20; n++) {
    const before = performance.now()
    await send(n)
    took.push(performance.now() - before)
  }
  const perSecond = (times / (performance.now() - started)) * 1000
  took.sort((a, b) => a - b)
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0
  return { name, perSecond, p50: at(0.5), p99: at(0.99) }
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 })

export function post(
  url: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(body),
          ...headers,
        },
      },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (chunk) => {
          text += chunk
        })
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}
