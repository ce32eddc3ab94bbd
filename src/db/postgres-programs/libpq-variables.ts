import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { getCACertificates } from 'node:tls'
import type { Db } from '../db.ts'

type Tls = { ca?: string; cert?: string; key?: string; rejectUnauthorized?: boolean }
/** What a connection of node-postgres says of itself once it is made. */
type Connected = {
  host: string
  port: number
  user: string
  database: string
  password: string | null
  ssl: boolean | Tls
}

/**
 * The variables that let a program of PostgreSQL connect as this connection did, to the same server by the same rules of
 * TLS. The password is in them and nowhere else. Certificates are written into the folder, which is private.
 */
export async function libpqVariables(trx: Db, folder: string): Promise<Record<string, string>> {
  const { host, port, user, database, password, ssl }: Connected = await trx.client.acquireConnection()
  return {
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGDATABASE: database,
    ...(password ? { PGPASSWORD: password } : {}),
    PGAPPNAME: 'utility-interfaces',
    PGCONNECT_TIMEOUT: '10',
    PGGSSENCMODE: 'disable',
    ...(ssl ? tlsVariables(ssl === true ? {} : ssl, folder) : { PGSSLMODE: 'disable' }),
  }
}

/** These programs know another list of who may sign certificates than Node, so they are given Node's. */
function tlsVariables({ ca, cert, key, rejectUnauthorized }: Tls, folder: string) {
  const files = {
    PGSSLROOTCERT: rejectUnauthorized === false ? undefined : (ca ?? getCACertificates('default').join('\n')),
    PGSSLCERT: cert,
    PGSSLKEY: key,
  }
  const variables: Record<string, string> = {
    PGSSLMODE: rejectUnauthorized === false ? 'require' : 'verify-full',
  }
  for (const [name, text] of Object.entries(files)) {
    // A file that is not there keeps them from those in the home folder.
    variables[name] = join(folder, name)
    if (text !== undefined) writeFileSync(join(folder, name), text, { flag: 'wx', mode: 0o600 })
  }
  return variables
}
