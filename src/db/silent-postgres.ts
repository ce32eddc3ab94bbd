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
