import { Agent, request } from 'node:http'
import autocannon from 'autocannon'
import { median, processorTime } from './machine.ts'

/** One round of one subject; `cpu` is microseconds of processor time a request. */
export type Round = { perSecond: number; p50: number; p99: number; cpu: number }

export type Subject = { name: string; pid: number; url: string; headers?: Record<string, string> }

/** Asks for one address over ten connections for some seconds; every answer must be good. */
export async function underLoad({ name, pid, url, headers }: Subject, seconds: number): Promise<Round> {
  const before = processorTime(pid)
  const result = await autocannon({
    url,
    connections: 10,
    duration: seconds,
    headers: { 'accept-encoding': 'br', ...headers },
  })
  const { total, average } = result.requests
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${name}: ${result.non2xx} refused, ${result.errors} failed`)
  const cpu = (processorTime(pid) - before) / total
  return { perSecond: average, p50: result.latency.p50, p99: result.latency.p99, cpu }
}

type Act = { name: string; pid: number; send(): Promise<unknown> }

/** Two acts in turn, one at a time: whatever else the machine does meets both alike. */
export async function inTurn(acts: [Act, Act], times: number): Promise<[Round, Round]> {
  const took: [number[], number[]] = [[], []]
  const before = acts.map(({ pid }) => processorTime(pid))
  for (let n = 0; n < times; n++) {
    for (const i of n % 2 ? ([0, 1] as const) : ([1, 0] as const)) {
      const started = performance.now()
      await acts[i].send()
      took[i].push(performance.now() - started)
    }
  }
  return took.map((all, i) => {
    const sorted = all.toSorted((a, b) => a - b)
    const cpu = (processorTime(acts[i]?.pid ?? 0) - (before[i] ?? 0)) / times
    // The middle one: a disk that is busy for a moment would decide a mean.
    return {
      perSecond: 1000 / median(all),
      p50: median(all),
      p99: sorted[Math.floor(times * 0.99)] ?? 0,
      cpu,
    }
  }) as [Round, Round]
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
