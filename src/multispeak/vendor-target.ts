import type { Version } from './version.ts'

/** Where the vendor answers, and the login there. What is secret here is opened for one work only. */
export type VendorTarget = {
  version: Version
  /** `https://…` as staff typed it. */
  address: string
  userName: string
  password: string
  company: string
  /** On whose clock times are written, with their offset; otherwise UTC. */
  timeZone?: string
  /** Certificates as PEM that are trusted beside those of the system; '' where none was given. */
  certificateAuthority: string
  /** `host:port` of what is connected to although its address is private, in small letters: OUTBOUND_ALLOW. */
  allowed: string[]
}
