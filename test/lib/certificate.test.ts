import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tellItsTime } from '../../src/http/tls.ts'

test('a certificate that has ended, ends within two weeks or is not valid yet says so in the log', () => {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'))
  const files = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') }
  const key = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    files.keyFile,
  ]
  const args = ['req', '-x509', ...key, '-days', '90', '-subj', '/CN=town', '-out', files.certFile]
  execFileSync('openssl', args, { stdio: 'pipe' })
  const { validFromDate, validToDate } = new X509Certificate(readFileSync(files.certFile))

  const said: string[] = []
  const note = (level: string) => (_time: object, words: string) => void said.push(`${level}: ${words}`)
  const app = { log: { error: note('error'), warn: note('warn') } }
  const day = 86_400_000
  for (const at of [
    +validFromDate - 1,
    +validFromDate,
    +validToDate - 15 * day,
    +validToDate - 13 * day,
    +validToDate,
  ]) {
    tellItsTime(app as never, files, new Date(at))
  }
  expect(said).toEqual([
    'error: the TLS certificate is not valid yet: browsers refuse it',
    'warn: the TLS certificate ends soon',
    'error: the TLS certificate has ended: browsers refuse it',
  ])
  rmSync(folder, { recursive: true })
})
