import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { connect, type SecureVersion } from 'node:tls'
import { expect } from 'vitest'
import { certificateIn } from '../support/certificate.ts'
import { test as officeTest } from '../support/office.ts'
import { newFolder, removeFolder, type Server, startRefused } from '../support/server.ts'

let files: ReturnType<typeof certificateIn>
const test = officeTest.override('serverOptions', {
  env(folder) {
    files = certificateIn(folder, 'first')
    return { TLS_CERT_FILE: files.cert, TLS_KEY_FILE: files.key }
  },
})

function hello(server: Server, version?: SecureVersion): Promise<string> {
  const { port } = new URL(server.url)
  return new Promise((resolve, reject) => {
    const versions = version ? { minVersion: version, maxVersion: version } : {}
    // Old protocols are only offered by a client that lowers its own guard.
    const ciphers = version?.startsWith('TLSv1.1') ? { ciphers: 'DEFAULT@SECLEVEL=0' } : {}
    const socket = connect(
      { port: Number(port), host: '127.0.0.1', rejectUnauthorized: false, ...versions, ...ciphers },
      () => {
        const { subject } = new X509Certificate(socket.getPeerCertificate().raw)
        resolve(`${subject} ${socket.getProtocol()}`)
        socket.destroy()
      },
    )
    socket.on('error', reject)
  })
}

function page(server: Server, path: string): Promise<{ status?: number; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    request(`${server.url}${path}`, { rejectUnauthorized: false }, (answer) => {
      answer.resume()
      resolve({ status: answer.statusCode, headers: answer.headers })
    })
      .on('error', reject)
      .end()
  })
}

test('TLS 1.2 and 1.3 are spoken, and nothing older', async ({ server }) => {
  expect(server.url).toMatch(/^https:/)
  expect(server.output()).toContain('the TLS certificate ends soon')
  expect(await hello(server, 'TLSv1.3')).toMatch(/^CN=\w+ TLSv1\.3$/)
  expect(await hello(server, 'TLSv1.2')).toMatch(/^CN=\w+ TLSv1\.2$/)
  await expect(hello(server, 'TLSv1.1')).rejects.toThrow()
})

test('with TLS the cookies are bound to the host and HSTS is sent', async ({ server }) => {
  const { headers } = await page(server, '/set-up')
  expect(headers['strict-transport-security']).toBe('max-age=31536000')
  expect(String(headers['set-cookie'])).toMatch(
    /^__Host-visitor=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  )
})

test('a renewed certificate is taken up without a restart; one that is none is left', async ({ server }) => {
  const before = readFileSync(files.cert)
  certificateIn(server.folder, 'second')
  await expect.poll(() => hello(server), { interval: 500, timeout: 60_000 }).toBe('CN=second TLSv1.3')
  expect(before.equals(readFileSync(files.cert))).toBe(false)
})

test('a certificate without its key, or one that is none, stops the start in words', async ({ server }) => {
  const alone = await startRefused(server.folder, { TLS_CERT_FILE: files.cert })
  expect(alone).toMatchObject({
    code: 2,
    said: 'TLS_KEY_FILE is missing: TLS needs both the certificate and its key.',
  })
  const other = await newFolder()
  const none = await startRefused(other, {
    TLS_CERT_FILE: join(server.folder, 'keys/secret.key'),
    TLS_KEY_FILE: files.key,
  })
  expect(none.code).toBe(2)
  expect(none.said).toMatch(/^TLS_CERT_FILE and TLS_KEY_FILE do not hold a certificate and its key \(.*\.$/)
  await removeFolder(other)
})
