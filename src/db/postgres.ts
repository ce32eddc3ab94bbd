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

type Query = (config: unknown, done: (error: Error | null, result?: unknown) => void) => unknown
type Connection = {
  query: Query
  connection: { stream: { destroy(): void } }
  /** Knex's mark for one that goes back to the pool no more. */
  __knex__disposed?: Error
}

/**
 * node-postgres gives up on a statement after its `query_timeout` and goes on using the connection, where the next
 * statement would wait behind it. This closes the connection, so that the pool makes another.
 */
export function cutOffSilent(connection: Connection, done: (error: null, connection: Connection) => void) {
  const query = connection.query.bind(connection)
  connection.query = (config, answer) =>
    query(config, (error, result) => {
      if (error?.message === 'Query read timeout') {
        connection.__knex__disposed = error
        connection.connection.stream.destroy()
      }
      answer(error, result)
    })
  done(null, connection)
}
