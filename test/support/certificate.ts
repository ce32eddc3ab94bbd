import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']

/** Writes a certificate that signs itself, and its key, over those that lie in the folder. */
export function certificateIn(folder: string, name: string) {
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  const made = ['-nodes', '-days', '2', '-subj', `/CN=${name}`, '-keyout', files.key, '-out', files.cert]
  execFileSync('openssl', ['req', '-x509', ...curve, ...made], { stdio: 'pipe' })
  return files
}

export type CertificateFiles = { cert: string; key: string }

/** The certificate authority of the tests, and certificates of servers by it: for this machine, or as the name says. */
type Certificates = {
  /** PEM */
  authority: string
  valid: CertificateFiles
  expired: CertificateFiles
  notYetValid: CertificateFiles
  otherName: CertificateFiles
  /** By another authority, which nobody trusts. */
  untrusted: CertificateFiles
}

const here = 'DNS:localhost,IP:127.0.0.1'
/** From one day to another. */
const days = (from: string, until: string) => ['-startdate', `${from}000000Z`, '-enddate', `${until}000000Z`]

/** Made once a day for all tests of this machine. */
export function certificates(): Certificates {
  const day = new Date().toISOString().slice(0, 10)
  const folder = join(tmpdir(), `utility-interfaces-test-certificates-${day}`)
  if (!existsSync(folder)) makeIn(folder)
  const files = (name: string) => ({ cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) })
  return {
    authority: readFileSync(join(folder, 'authority.pem'), 'utf8'),
    valid: files('valid'),
    expired: files('expired'),
    notYetValid: files('not-yet-valid'),
    otherName: files('other-name'),
    untrusted: files('untrusted'),
  }
}

function makeIn(folder: string) {
  const own = mkdtempSync(`${folder}-`)
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: own, stdio: 'pipe' })
  for (const name of ['authority', 'nobody']) {
    const subject = ['-subj', `/O=Test ${name}/CN=Test ${name}`]
    openssl(...['req', '-x509', ...curve, '-nodes', '-days', '7300'], ...subject, ...out(name))
    writeFileSync(join(own, `${name}.cnf`), settingsOf(name))
    writeFileSync(join(own, `${name}.txt`), '')
  }
  const issue = (name: string, by: string, names: string, validity: string[]) => {
    openssl(
      ...['req', '-new', ...curve, '-nodes', '-subj', `/CN=${name}`, '-addext', `subjectAltName=${names}`],
      ...['-keyout', `${name}.key`, '-out', `${name}.csr`],
    )
    const request = ['-in', `${name}.csr`, '-out', `${name}.pem`, ...validity]
    openssl('ca', '-batch', '-notext', '-config', `${by}.cnf`, ...request)
  }
  issue('valid', 'authority', here, ['-days', '60'])
  issue('expired', 'authority', here, days('20200101', '20200201'))
  issue('not-yet-valid', 'authority', here, days('20900101', '20900201'))
  issue('other-name', 'authority', 'DNS:other.example', ['-days', '60'])
  issue('untrusted', 'nobody', here, ['-days', '60'])
  try {
    renameSync(own, folder)
  } catch {
    // Another process was faster, and its are as good.
    rmSync(own, { recursive: true })
  }
}

const out = (name: string) => ['-keyout', `${name}.key`, '-out', `${name}.pem`]

const settingsOf = (name: string) => `[ca]
default_ca = own
[own]
database = ${name}.txt
new_certs_dir = .
certificate = ${name}.pem
private_key = ${name}.key
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
`
