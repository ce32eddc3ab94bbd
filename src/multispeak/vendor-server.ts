import { faultOf } from '../outbound/fault-words.ts'
import type { HttpsServer } from '../outbound/https.ts'
import type { VendorTarget } from './vendor-target.ts'

/** The vendor's server as its address says. Throws OutboundFault where that is not a plain address of https. */
export function serverOf(target: VendorTarget): HttpsServer {
  const { address, userName, password, version, certificateAuthority, allowed } = target
  const rest = {
    userName,
    login: { password },
    speaks: `MultiSpeak ${version}`,
    certificateAuthority,
    allowed,
  }
  const url = URL.parse(address)
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') {
    throw faultOf({ ...rest, host: url?.hostname ?? '', port: 443 }, 'name', 'failed', {
      words: {
        sentence: 'The Address is not one of https, without a user name in it. Nothing was connected to.',
        forProvider: `At which address, which begins with https, do you offer MultiSpeak ${version}?`,
      },
    })
  }
  const { hostname, port, pathname, search } = url
  return {
    ...rest,
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port || 443),
    path: `${pathname}${search}`,
  }
}
