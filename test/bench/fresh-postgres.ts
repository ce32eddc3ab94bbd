import { randomBytes } from 'node:crypto'
import knex from 'knex'

/** An empty database of its own in the cluster. */
export async function freshPostgres(cluster: string) {
  const name = `bench_${randomBytes(8).toString('hex')}`
  async function tell(statement: string) {
    const db = knex({ client: 'pg', connection: cluster, pool: { min: 0, max: 1 } })
    try {
      await db.raw(statement)
    } finally {
      await db.destroy()
    }
  }
  await tell(`create database ${name}`)
  const url = new URL(cluster)
  url.pathname = name
  return { url: url.href, drop: () => tell(`drop database if exists ${name} with (force)`) }
}
