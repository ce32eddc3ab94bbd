/** A name, an address or a socket that leads no further than this machine; '' means the standard socket. */
const here = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?|\/.*|)$/

/**
 * What node-postgres takes as `ssl` where DATABASE_URL does not say it itself: on another machine TLS, with the
 * certificate checked and no way back to plain text. `sslmode` in the address still decides otherwise.
 */
export function tlsToPostgres(databaseUrl: string): { ssl: true } | Record<string, never> {
  const { hostname, searchParams } = new URL(databaseUrl)
  const host = searchParams.get('host') ?? decodeURIComponent(hostname)
  return here.test(host) ? {} : { ssl: true }
}
