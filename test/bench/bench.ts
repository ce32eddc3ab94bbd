import { fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { paths } from '../../src/http/paths.ts'
import { newFolder, removeFolder, startServer } from '../support/server.ts'
import { hidden, setUpOverWire } from '../support/wire.ts'
import { type Figures, oneByOne, post, underLoad } from './load.ts'

/** Prints figures and ratios; machines are noisy, so nothing here fails a build by the clock. */
const folder = await newFolder()
const passphrase = 'wet stone under the weir'

async function startUp() {
  const times: number[] = []
  for (let n = 0; n < 5; n++) {
    const before = performance.now()
    const server = await startServer(folder)
    times.push(performance.now() - before)
    await server.stop()
  }
  return times.sort((a, b) => a - b)[2] as number
}

let server = await startServer(folder)
await setUpOverWire(server.url, server.setUpUrl as string, passphrase)
await server.stop()
const startedIn = await startUp()
server = await startServer(folder)
const { url } = server

const visitor = await signIn()
const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
const partial = { 'hx-request-type': 'partial' }
const tab = await visitor.get(paths.generalLedger)

async function signIn() {
  const { WireClient } = await import('../support/wire.ts')
  const client = new WireClient(url)
  const page = await client.get(paths.signIn)
  await client.post(paths.signIn, {
    _csrf: hidden(page.html, '_csrf'),
    to: '/',
    name: 'Ada Clerk',
    password: passphrase,
  })
  return client
}

const child = fork(join(import.meta.dirname, 'floors.ts'), { serialization: 'json' })
child.send(tab.html)
const floorUrl = await new Promise<string>((resolve) =>
  child.once('message', (address) => resolve(String(address))),
)

let version = Number(hidden(tab.html, 'version'))
const csrf = hidden(tab.html, '_csrf')
async function save() {
  const fields = new URLSearchParams({
    _csrf: csrf,
    version: String(version),
    interface: 'caselle-4',
    updateMethod: version % 2 ? 'cash' : 'accrual',
  })
  const answer = await post(`${url}${paths.generalLedger}`, String(fields), {
    cookie,
    origin: url,
    ...partial,
  })
  if (answer.status !== 200) throw new Error(`a save was answered ${answer.status}`)
  version++
}

const figures: Figures[] = [
  await underLoad('floor: the page as a constant', `${floorUrl}/constant`),
  await underLoad('floor: rendered by Eta', `${floorUrl}/eta`),
  await underLoad('floor: the usual composition', `${floorUrl}/usual`),
  await underLoad('sign-in page', `${url}${paths.signIn}`, {
    headers: { cookie: 'visitor=abcdefghijklmnopqrstuv' },
  }),
  await underLoad('tab (whole page)', `${url}${paths.generalLedger}`, { headers: { cookie } }),
  await underLoad('tab (panel)', `${url}${paths.generalLedger}`, { headers: { cookie, ...partial } }),
  await oneByOne('floor: a route of one durable write', 400, () => post(`${floorUrl}/write`, 'x=1')),
  await oneByOne('save', 400, save),
]

const found = (name: string) => figures.find((figure) => figure.name === name) as Figures
const ratio = (a: string, b: string) => found(a).perSecond / found(b).perSecond
const memory = () => {
  try {
    return (
      Number(readFileSync(`/proc/${server.process.pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/)?.[1]) / 1024
    )
  } catch {
    return Number.NaN
  }
}

console.log(
  `\n${'what'.padEnd(40)}${'per second'.padStart(12)}${'p50 ms'.padStart(10)}${'p99 ms'.padStart(10)}`,
)
for (const { name, perSecond, p50, p99 } of figures) {
  console.log(
    `${name.padEnd(40)}${perSecond.toFixed(0).padStart(12)}${p50.toFixed(1).padStart(10)}${p99.toFixed(1).padStart(10)}`,
  )
}
const wanted: [string, string, string][] = [
  [
    'tab / usual composition',
    ratio('tab (whole page)', 'floor: the usual composition').toFixed(2),
    'at least 2',
  ],
  ['panel / usual composition', ratio('tab (panel)', 'floor: the usual composition').toFixed(2), ''],
  ['tab / rendered by Eta', ratio('tab (whole page)', 'floor: rendered by Eta').toFixed(2), ''],
  [
    'save / one durable write',
    ratio('save', 'floor: a route of one durable write').toFixed(2),
    'at least 0.5',
  ],
  ['p99 of a tab, ms', found('tab (whole page)').p99.toFixed(1), 'under 25'],
  ['start-up, ms', startedIn.toFixed(0), 'under 500'],
  ['peak memory, MB', memory().toFixed(0), 'under 150'],
]
console.log(`\n${'measured'.padEnd(40)}${'is'.padStart(12)}   wanted`)
for (const [name, value, want] of wanted) console.log(`${name.padEnd(40)}${value.padStart(12)}   ${want}`)

child.kill()
await server.stop()
await removeFolder(folder)
process.exit(0)
