import { X509Certificate } from 'node:crypto'
import { formatDate } from './dates.ts'

export type Certificate = {
  pem: string
  /** Whom it names, as plain text. */
  subject: string
  ends: Date
}

const block = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g

/** The certificates of a text in PEM; undefined in the place of one that cannot be read. */
export function certificatesIn(text: string): (Certificate | undefined)[] {
  return (text.match(block) ?? []).map((pem) => {
    try {
      const { subject, validToDate } = new X509Certificate(pem)
      return { pem, subject: nameIn(subject), ends: validToDate }
    } catch {
      return undefined
    }
  })
}

/** Those of a text in PEM by their names and ends, for people. */
export function formatCertificates(text: string): string[] {
  return certificatesIn(text).flatMap((one) =>
    one ? [`${one.subject}, until ${formatDate(one.ends.toISOString().slice(0, 10))}`] : [],
  )
}

/** The name of a subject that is written as lines of `CN=…`: its common name, or else its organization, or all of it. */
function nameIn(subject = ''): string {
  const parts = subject.split('\n')
  const named = ['CN=', 'O='].flatMap((key) =>
    parts.filter((part) => part.startsWith(key)).map((part) => part.slice(key.length)),
  )
  return named[0] ?? parts.join(', ')
}
