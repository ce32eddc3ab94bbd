import { tlsFiles } from './secrets.ts'
import { ConfigError, type Environment, text, trustedProxies } from './values.ts'

/** The origin that people and the vendor open the product at; undefined where nobody said. Throws ConfigError. */
export function publicAddress(env: Environment) {
  const value = text(env, 'PUBLIC_ADDRESS')
  if (value === undefined) return undefined
  const url = /^https?:\/\//i.test(value) ? URL.parse(value) : null
  if (!url || !/^[\w.:[\]-]+$/.test(url.hostname)) {
    throw new ConfigError(
      'PUBLIC_ADDRESS must be https:// or http:// and a host name, such as https://utility.town.example.',
    )
  }
  const more = beyondTheOrigin(url)
  if (more) throw new ConfigError(`PUBLIC_ADDRESS is only https:// and a host name: leave out ${more}.`)
  const isTls = url.protocol === 'https:'
  const speaksTls = trustedProxies(env) !== false || tlsFiles(env) !== undefined
  if (isTls && !speaksTls) {
    throw new ConfigError(
      'PUBLIC_ADDRESS begins with https://, but nothing here speaks TLS: name the proxy that does in TRUST_PROXY, or a certificate in TLS_CERT_FILE and TLS_KEY_FILE.',
    )
  }
  if (!isTls && speaksTls) {
    throw new ConfigError(
      'PUBLIC_ADDRESS begins with http://, but with TRUST_PROXY or TLS_CERT_FILE pages are opened over TLS alone: write https://.',
    )
  }
  return url.origin
}

function beyondTheOrigin({ username, password, pathname, search, hash }: URL) {
  // It may be a password, so it is not repeated.
  if (username || password) return 'what stands before the @'
  if (pathname !== '/') return `the path ${pathname}, because the product has a host name to itself`
  return search || hash
}
