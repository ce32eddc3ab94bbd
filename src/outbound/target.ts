/** A server to exchange files with, and the login for it. What is secret here is opened for one work only. */
export type Target = {
  /** A name or an address, as staff typed it. */
  host: string
  port: number
  userName: string
  /** `nextPassword` is tried once, where the other is refused. */
  login: { password: string; nextPassword?: string } | { privateKey: string }
  /** 'SHA256:…' of the server keys that were compared and accepted; none where the server was not seen yet. */
  serverKeys: string[]
  /** Whether algorithms that are no longer thought safe may be used, which staff choose for one connection. */
  usesOldAlgorithms: boolean
  /** `host:port` of what is connected to although its address is private, in small letters: OUTBOUND_ALLOW. */
  allowed: string[]
}
