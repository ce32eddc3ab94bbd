import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { VendorMethod } from '../../src/multispeak/calls.ts'
import type { VendorTarget } from '../../src/multispeak/vendor-target.ts'
import type { Version } from '../../src/multispeak/version.ts'
import { certificates } from './certificate.ts'
import { findPython } from './find-programs.js'

/**
 * What happens at one call: `hold` waits until `release` is told, `error` is one of each thing or of the one named, `practice`
 * answers well, as a training system.
 */
type Plan = {
  does: 'well' | 'practice' | 'hold' | 'error' | 'fault' | 'fault-after' | 'close-before' | 'close-after'
  /** The word that a payment is answered with, where it is done. */
  response?: string
  text?: string
  objectId?: string
}

export type VendorState = {
  /** All that was asked with the right login, as it was decoded. */
  calls: { method: VendorMethod; header: Record<string, string>; asks: Record<string, unknown> }[]
  locations: Record<string, VendorLocation>
  /** By transaction id. */
  payments: Record<
    string,
    { times: number; amount: string; account: string; service: string; objectId: string }
  >
  /** By object id. */
  adjustments: Record<
    string,
    { times: number; amount: string; account: string; location: string; description: string }
  >
  exchanges: Record<string, { times: number; kind: string; exchange: unknown }>
  /** How many calls wait to be released. */
  held: number
}

type VendorLocation = {
  times: number
  account: string
  service: string
  /** Exact decimal text. */
  balance: string
  status: string
  isEnrolled: boolean
}

/** A prepaid vendor on this machine: vendor.py. It ends with this process. */
export type Vendor = Omit<VendorTarget, 'allowed'> & {
  /** As OUTBOUND_ALLOW takes it. */
  allow: string
  state(): Promise<VendorState>
  /** `plans`: what happens at the next calls of a method, in turn; `methods`: what it offers instead of everything. */
  tell(what: {
    plans?: Partial<Record<VendorMethod, Plan[]>>
    locations?: Record<string, Partial<VendorLocation>>
    methods?: string[]
    release?: true
  }): Promise<VendorState>
  close(): Promise<void>
}

/** Found nowhere but in what is sent to the vendor. */
export const vendorPassword = 'canary-Wx7-vendor-Qz3'

export async function startVendor({ version }: { version: Version }): Promise<Vendor> {
  const python = findPython('spyne')
  if (!python) throw new Error('spyne is missing: run `npm test`, which installs it.')
  const login = { userName: 'town-prepaid', password: vendorPassword, company: 'Riverton' }
  const { authority, valid } = certificates()
  const script = join(import.meta.dirname, 'vendor.py')
  const args = [script, version, valid.cert, valid.key, login.userName, login.password, login.company]
  const server = spawn(python, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  let errors = ''
  server.stderr.on('data', (text) => (errors = `${errors}${text}`.slice(-5_000)))
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()))
  const waiting: { resolve(line: string): void; reject(error: Error): void }[] = []
  createInterface({ input: server.stdout }).on('line', (line) => waiting.shift()?.resolve(line))
  const nextLine = () => new Promise<string>((resolve, reject) => waiting.push({ resolve, reject }))
  void ended.then(() => {
    for (const { reject } of waiting) reject(new Error(`the vendor has ended:\n${errors}`))
  })
  server.once('error', () => undefined)
  const { port } = JSON.parse(await nextLine())
  const tell = async (what: object): Promise<VendorState> => {
    const answer = nextLine()
    server.stdin.write(`${JSON.stringify(what)}\n`)
    return JSON.parse(await answer)
  }
  return {
    ...{ version, ...login, certificateAuthority: authority },
    address: `https://127.0.0.1:${port}/MultiSpeak`,
    allow: `127.0.0.1:${port}`,
    state: () => tell({}),
    tell,
    async close() {
      server.stdin.end()
      await ended
    },
  }
}

/** As a call takes it. */
export function targetOf({ allow, ...vendor }: Vendor): VendorTarget {
  const { version, address, userName, password, company, certificateAuthority } = vendor
  return { version, address, userName, password, company, certificateAuthority, allowed: [allow] }
}
