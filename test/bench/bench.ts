import { fork } from 'node:child_process'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { paths } from '../../src/http/paths.ts'
import { asStarted, removeFolder } from '../support/server.ts'
import { inTurn, post, type Round, type Subject, underLoad } from './load.ts'
import { median, memory } from './machine.ts'
import { startProduct } from './product.ts'

/**
 * Prints figures and ratios; machines are noisy, so nothing here fails a build by the clock. Floors and product
 * take turns in short rounds, and a ratio is the middle one of the rounds' own ratios.
 */
const part = process.argv[2] ?? ''
if (['ledger', 'line', 'payments', 'prepaid'].includes(part)) {
  await import(`./${part}.ts`)
  process.exit(0)
}
const rounds = Number(process.argv[2] ?? 7)
const seconds = 2
const savesARound = 100

const busyBefore = loadavg()[0] as number
const product = await startProduct()
const { server, cookie, html } = product
const productPid = server.process.pid as number
const started = memory(productPid)

const floors = fork(join(import.meta.dirname, 'floors.ts'), { serialization: 'json', execArgv: asStarted })
floors.send(html)
const floorUrl = await new Promise<string>((resolve) =>
  floors.once('message', (address) => resolve(String(address))),
)
const floorPid = floors.pid as number

const constant = 'floor: the page as a constant'
const eta = 'floor: rendered by Eta'
const usual = 'floor: the usual composition'
const tab = 'tab (whole page)'
const panel = 'tab (panel)'
const signIn = 'sign-in page'
const write = 'floor: a route of one durable write'
const save = 'save'

const signedIn = { cookie }
const subjects: Subject[] = [
  { name: constant, pid: floorPid, url: `${floorUrl}/constant` },
  { name: eta, pid: floorPid, url: `${floorUrl}/eta` },
  {
    name: signIn,
    pid: productPid,
    url: `${server.url}${paths.signIn}`,
    headers: { cookie: 'visitor=abcdefghijklmnopqrstuv' },
  },
  {
    name: panel,
    pid: productPid,
    url: `${server.url}${paths.generalLedger}`,
    headers: { ...signedIn, 'hx-request-type': 'partial' },
  },
  // Side by side, because one is held against the other.
  { name: usual, pid: floorPid, url: `${floorUrl}/usual` },
  { name: tab, pid: productPid, url: `${server.url}${paths.generalLedger}`, headers: signedIn },
]

const found = new Map<string, Round[]>()
async function round(length: number, times: number) {
  const results: [string, Round][] = []
  for (const subject of subjects) results.push([subject.name, await underLoad(subject, length)])
  const [writes, saves] = await inTurn(
    [
      { name: write, pid: floorPid, send: () => post(`${floorUrl}/write`, 'x=1') },
      { name: save, pid: productPid, send: product.save },
    ],
    times,
  )
  return [...results, [write, writes], [save, saves]] as [string, Round][]
}

await round(1, 400) // Warms up both sides; not counted.
for (let n = 1; n <= rounds; n++) {
  if (process.stderr.isTTY) process.stderr.write(`round ${n} of ${rounds}\r`)
  for (const [name, result] of await round(seconds, savesARound))
    found.set(name, [...(found.get(name) ?? []), result])
}
const loaded = memory(productPid)

const of = (name: string, figure: keyof Round) => (found.get(name) ?? []).map((one) => one[figure])
const line = (name: string, ...values: string[]) =>
  console.log(name.padEnd(38) + values.map((value) => value.padStart(13)).join(''))

console.log(
  `${rounds} rounds, load of the machine before them ${busyBefore.toFixed(1)} (over 0.5 the figures are mostly noise)\n`,
)
line('middle round', 'per second', 'p50 ms', 'p99 ms', 'CPU µs')
for (const name of [constant, eta, usual, signIn, tab, panel, write, save]) {
  const [perSecond, p50, p99, cpu] = (['perSecond', 'p50', 'p99', 'cpu'] as const).map((f) =>
    median(of(name, f)),
  )
  line(name, `${perSecond?.toFixed(0)}`, `${p50?.toFixed(1)}`, `${p99?.toFixed(1)}`, `${cpu?.toFixed(0)}`)
}

function ratio(a: string, b: string, figure: 'perSecond' | 'cpu') {
  const others = of(b, figure)
  const all = of(a, figure).map((one, n) =>
    figure === 'cpu' ? (others[n] ?? 0) / one : one / (others[n] ?? 0),
  )
  return `${median(all).toFixed(2)} (${Math.min(...all).toFixed(2)}-${Math.max(...all).toFixed(2)})`
}

console.log()
const times = (name: string, a: string, b: string, wanted = '') =>
  console.log(
    `${name.padEnd(28)}${ratio(a, b, 'perSecond').padStart(19)}${ratio(a, b, 'cpu').padStart(19)}   ${wanted}`,
  )
console.log(`${'times as many as'.padEnd(28)}${'by the clock'.padStart(19)}${'by CPU'.padStart(19)}   wanted`)
times('tab / usual composition', tab, usual, 'at least 2')
times('panel / usual composition', panel, usual)
times('tab / rendered by Eta', tab, eta)
times('save / one durable write', save, write, 'at least 0.5')

console.log()
const p99 = of(tab, 'p99')
line('', 'is', 'best', 'wanted')
line('p99 of a tab, ms', median(p99).toFixed(1), Math.min(...p99).toFixed(1), 'under 25')
line('start-up, ms', product.startUp.median.toFixed(0), product.startUp.best.toFixed(0), 'under 500')
line('memory when started, MB', started.now.toFixed(0))
line('memory after the load, MB', loaded.now.toFixed(0))
line('memory at most, MB', loaded.peak.toFixed(0), '', 'under 150')

floors.kill()
await server.stop()
await removeFolder(server.folder)
await import('./line.ts')
process.exit(0)
