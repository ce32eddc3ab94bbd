import { paths } from '../../src/http/paths.ts'
import type { Vendor } from './vendor.ts'
import type { Visitor } from './visitor.ts'

/**
 * Sets prepaid metering up with a vendor, as an administrator does on the tab and on Connection. The town needs
 * OUTBOUND_ALLOW with the vendor's `allow`.
 */
export async function connectVendor(visitor: Visitor, vendor: Vendor, values: Record<string, string> = {}) {
  const { version, address, userName, password, company, certificateAuthority } = vendor
  const account = { Interface: `MultiSpeak ${version}`, 'User Name': userName, Password: password }
  await visitor.submit(await visitor.get(paths.prepaidMetering), account)
  const server = { Address: address, Company: company, 'Certificate authority': certificateAuthority }
  const page = await visitor.get(paths.prepaidMeteringConnection)
  const saved = await visitor.submit(page, { ...server, Password: password, ...values })
  if (saved.status !== 200 || saved.errors.length > 0) throw new Error(saved.words)
}
