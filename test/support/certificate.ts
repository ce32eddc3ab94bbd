import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Writes a certificate that signs itself, and its key, over those that lie in the folder. */
export function certificateIn(folder: string, name: string) {
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
  const made = ['-nodes', '-days', '2', '-subj', `/CN=${name}`, '-keyout', files.key, '-out', files.cert]
  execFileSync('openssl', ['req', '-x509', ...curve, ...made], { stdio: 'pipe' })
  return files
}
