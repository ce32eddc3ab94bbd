import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { findPython } from './find-programs.js'
import { sftpPassword } from './sftp-server.ts'

export type ScriptedSftp = {
  host: string
  port: number
  /** As OUTBOUND_ALLOW takes it. */
  address: string
  hostKey: string
  /** The folder of this disk that is / there; `ToInvoiceCloud` is in it. */
  root: string
  stop(): Promise<void>
}

/** A server that breaks on purpose, as the user name says: scripted-sftp.py. It ends with this process. */
export async function startScriptedSftp(): Promise<ScriptedSftp> {
  const root = mkdtempSync(join(tmpdir(), 'utility-interfaces-scripted-'))
  mkdirSync(join(root, 'ToInvoiceCloud'))
  const script = join(import.meta.dirname, 'scripted-sftp.py')
  const python = findPython('asyncssh')
  if (!python) throw new Error('asyncssh is missing: run `npm test`, which installs it.')
  const server = spawn(python, [script, root], {
    env: { ...process.env, SFTP_PASSWORD: sftpPassword },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let errors = ''
  server.stderr.on('data', (text) => (errors += text))
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()))
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: server.stdout }).once('line', resolve)
    server.once('error', reject)
    server.once('close', () => reject(new Error(`the scripted server did not start:\n${errors}`)))
  })
  const [port = '', hostKey = ''] = line.split(' ')
  return {
    host: '127.0.0.1',
    port: Number(port),
    address: `127.0.0.1:${port}`,
    hostKey,
    root,
    async stop() {
      server.stdin.end()
      await ended
    },
  }
}
