import { X509Certificate } from 'node:crypto'
import { readFileSync, unwatchFile, watchFile } from 'node:fs'
import { createSecureContext, type SecureContextOptions } from 'node:tls'
import type { FastifyInstance } from 'fastify'
import { readSecretFile } from '../lib/secret-file.ts'

type TlsFiles = { certFile: string; keyFile: string }

/** 1.2 with forward secrecy and authenticated encryption, and 1.3; nothing older. */
const versions = {
  minVersion: 'TLSv1.2',
  ciphers:
    'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256',
} as const satisfies SecureContextOptions

function contextOf({ certFile, keyFile }: TlsFiles): SecureContextOptions {
  return { cert: readFileSync(certFile), key: readSecretFile(keyFile), ...versions }
}

/** TLS_CERT_FILE and TLS_KEY_FILE cannot be served; the message says what is wrong with them. */
export class CertificateUnfit extends Error {}

/** Throws CertificateUnfit. */
export function tlsOptions(files: TlsFiles) {
  return { ...usableContextOf(files), connectionsCheckingInterval: 5_000, headersTimeout: 15_000 }
}

function usableContextOf(files: TlsFiles): SecureContextOptions {
  try {
    const context = contextOf(files)
    createSecureContext(context)
    return context
  } catch (error) {
    const { code = '', path, message } = error as NodeJS.ErrnoException
    throw new CertificateUnfit(
      path === undefined
        ? `TLS_CERT_FILE and TLS_KEY_FILE ${whatIsWrong(code)} (${message}): ${files.certFile}, ${files.keyFile}.`
        : `TLS_CERT_FILE or TLS_KEY_FILE cannot be read by this user (${code}): give it the right to read ${path}.`,
    )
  }
}

function whatIsWrong(code: string): string {
  if (/VALUES_MISMATCH/.test(code)) return 'do not belong together'
  if (/BAD_PASSWORD_READ|INTERRUPTED_OR_CANCELLED|BAD_DECRYPT/.test(code)) {
    return 'need a password, which the product is not given: write the key without one'
  }
  return 'do not hold a certificate and its key'
}

/** Milliseconds between looks; renewal tools replace the files weeks before the old ones end. */
const lookEvery = 5_000

/** Browsers take no certificate outside its time; renewal tools begin a month before it ends. */
const soonMs = 14 * 86_400_000

/** Says in the log when the certificate is, or will soon be, of no use. */
export function tellItsTime({ log }: FastifyInstance, { certFile }: TlsFiles, now: Date) {
  const { validFromDate, validToDate } = new X509Certificate(readFileSync(certFile))
  const time = { from: validFromDate.toISOString(), to: validToDate.toISOString() }
  if (validFromDate > now) log.error(time, 'the TLS certificate is not valid yet: browsers refuse it')
  else if (validToDate <= now) log.error(time, 'the TLS certificate has ended: browsers refuse it')
  else if (validToDate.getTime() - now.getTime() < soonMs) log.warn(time, 'the TLS certificate ends soon')
}

/** Takes up a renewed certificate without a restart; one that does not fit its key is left and logged. */
export function renewCertificate(app: FastifyInstance, files: TlsFiles, now: () => Date) {
  const server = app.server as unknown as { setSecureContext(options: SecureContextOptions): void }
  const renew = () => {
    try {
      server.setSecureContext(contextOf(files))
      app.log.info('the TLS certificate was renewed')
      tellItsTime(app, files, now())
    } catch (error) {
      app.log.error(
        { code: (error as NodeJS.ErrnoException).code },
        'the renewed TLS certificate cannot be used',
      )
    }
  }
  tellItsTime(app, files, now())
  const watched = [files.certFile, files.keyFile]
  for (const file of watched) watchFile(file, { interval: lookEvery, persistent: false }, renew)
  app.addHook('onClose', async () => {
    for (const file of watched) unwatchFile(file, renew)
  })
}
