import { paths } from '../../src/http/paths.ts'
import type { Version } from '../../src/multispeak/version.ts'
import type { Vendor } from './vendor.ts'
import type { Visitor } from './visitor.ts'

/** Sets Prepaid Metering up with a vendor, as an administrator does on the tab and on Connection; `values` by label. */
export async function connectVendor(
  visitor: Visitor,
  vendor: Omit<Vendor, 'allow' | 'state' | 'tell' | 'close'>,
  values: Record<string, string> = {},
) {
  await chooseVendor(visitor, vendor)
  const saved = await visitor.submit(await visitor.get(paths.prepaidMeteringConnection), {
    ...{ Address: vendor.address, Company: vendor.company, Password: vendor.password },
    'Certificate authority': vendor.certificateAuthority,
    ...values,
  })
  if (saved.status !== 200 || saved.errors.length > 0) throw new Error(saved.words)
  return saved
}

/** The tab alone, which suffices to be set up and saved. */
export async function chooseVendor(
  visitor: Visitor,
  { version, userName, password }: { version: Version; userName: string; password: string },
) {
  const account = { Interface: `MultiSpeak ${version}`, 'User Name': userName, Password: password }
  return visitor.submit(await visitor.get(paths.prepaidMetering), account)
}
