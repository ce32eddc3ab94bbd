import { paths } from '../../src/http/paths.ts'
import { type SftpServer, sftpPassword } from './sftp-server.ts'
import type { Visitor } from './visitor.ts'

export type ProviderServer = Pick<SftpServer, 'host' | 'port' | 'address' | 'hostKey' | 'root'>

/** Sets the bill provider up with a server, as an administrator does on the tab and on Connection. */
export async function connectProvider(
  visitor: Visitor,
  { host, port, hostKey }: ProviderServer,
  { userName = 'town', values = {} }: { userName?: string; values?: object } = {},
) {
  const account = { Interface: 'Invoice Cloud', 'User Name': userName, Password: sftpPassword }
  await visitor.submit(await visitor.get(paths.billProvider), account)
  const server = { Server: host, Port: String(port), Password: sftpPassword, 'Server key': hostKey }
  const page = await visitor.get(paths.billProviderConnection)
  const saved = await visitor.submit(page, { ...server, ...values })
  if (saved.status !== 200 || saved.errors.length > 0) throw new Error(saved.words)
}
