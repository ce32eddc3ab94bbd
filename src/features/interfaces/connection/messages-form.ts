import { prepaidConnection, whoAsksChoices } from '../../../connections/fields.ts'
import { type Certificate, certificatesIn } from '../../../lib/certificates.ts'
import type { FormReader } from '../../../lib/form.ts'
import { withoutLogin, withoutPrivateKeys } from '../../../lib/without-secrets.ts'

const { fields } = prepaidConnection
const mostCertificates = 10

/** Reads where the vendor is that is told and asked by messages, the password aside. */
export function readMessages(form: FormReader, askWhom: string, now: Date) {
  return {
    address: readAddress(form, askWhom),
    company: form.text('company', fields.company.label, { limit: 100 }),
    certificateAuthority: readAuthority(form, askWhom, now),
    whoAsks: form.choice('whoAsks', fields.whoAsks.label, whoAsksChoices),
  }
}

function readAddress(form: FormReader, askWhom: string) {
  const { label } = fields.address
  const missing = `The ${label} is missing. Ask ${askWhom} for it; it begins with https://.`
  const address = form.identifier('address', label, { limit: 500, missing })
  if (address === '') return ''
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url?.protocol !== 'https:')
    form.addError('address', `${label} begins with https://, because the password is sent over nothing else.`)
  else if (withoutLogin(address) !== address)
    form.addError(
      'address',
      `${label} is written without a name or password in it: they have boxes of their own.`,
    )
  else if (/[?#]/.test(address))
    form.addError(
      'address',
      `${label} ends before the “?” or “#”: leave out what comes after it, such as ?wsdl.`,
    )
  return address
}

/** Certificates as PEM, one after another, without what else was pasted with them. */
function readAuthority(form: FormReader, askWhom: string, now: Date): string {
  const { label } = fields.certificateAuthority
  const text = form.lines('certificateAuthority', label, { limit: 20_000, most: 1_000 }).join('\n')
  if (text === '') return ''
  if (withoutPrivateKeys(text) !== text) {
    form.addError(
      'certificateAuthority',
      `${label} holds a private key, which nobody but its owner may have. Paste the certificate alone, and tell ${askWhom}.`,
    )
    return ''
  }
  const found = certificatesIn(text)
  const problem = problemOf(found, askWhom, now)
  if (problem) form.addError('certificateAuthority', `${label} ${problem}`)
  return found.flatMap((one) => one?.pem ?? []).join('\n')
}

function problemOf(found: (Certificate | undefined)[], askWhom: string, now: Date): string | undefined {
  if (found.length === 0)
    return 'holds no certificate. Paste it whole, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.'
  if (found.length > mostCertificates)
    return `holds ${found.length} certificates; ${mostCertificates} are the most.`
  const unread = found.indexOf(undefined)
  if (unread >= 0)
    return `holds a certificate that cannot be read${found.length > 1 ? `, number ${unread + 1}` : ''}. Paste it again, whole.`
  const ended = found.find((one) => one && one.ends <= now)
  if (ended)
    return `holds a certificate that has ended, of ${ended.subject.slice(0, 100)}. Ask ${askWhom} for the one that is used now.`
  return undefined
}
