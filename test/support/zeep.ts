import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { OwnMethod } from '../../src/multispeak/calls.ts'
import type { Version } from '../../src/multispeak/version.ts'
import { findPython } from './find-programs.js'

export type ZeepCall = {
  version: Version
  soap: '1.1' | '1.2'
  method: OwnMethod
  asks?: Record<string, string>
  /** The attributes of the message's header. */
  header: Record<string, string>
  /** Where the message is sent, if not where the description says. */
  address?: string
}

export type ZeepAnswer = {
  /** What zeep made of it, by the served description. */
  // biome-ignore lint/suspicious/noExplicitAny: its form is what is tested.
  found?: any
  fault?: { text: string; code: string }
  /** What zeep could not make anything of. */
  error?: string
  status: number
  type: string
  raw: string
}

export type Zeep = { call(asked: ZeepCall): Promise<ZeepAnswer>; close(): Promise<void> }

/** python3-zeep as the vendor: it reads the description at `origin`, and calls by it. It ends with this process. */
export function startZeep(origin: string): Zeep {
  const python = findPython('zeep')
  if (!python) throw new Error('zeep is missing: run `npm test`, which installs it.')
  const child = spawn(python, [join(import.meta.dirname, 'zeep-client.py')], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (text) => (errors += text))
  const waiting: { resolve(answer: ZeepAnswer): void; reject(error: Error): void }[] = []
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(JSON.parse(line)))
  let hasEnded = false
  const refuse = ({ reject }: (typeof waiting)[number]) => reject(new Error(`zeep ended:\n${errors}`))
  const ended = new Promise<void>((resolve) =>
    child.once('close', () => {
      hasEnded = true
      waiting.forEach(refuse)
      resolve()
    }),
  )
  return {
    call: (asked) =>
      new Promise((resolve, reject) => {
        if (hasEnded) return refuse({ resolve, reject })
        waiting.push({ resolve, reject })
        const wsdl = `${origin}/multispeak/${asked.version}?wsdl`
        child.stdin.write(`${JSON.stringify({ wsdl, ...asked })}\n`)
      }),
    async close() {
      child.stdin.end()
      await ended
    },
  }
}
