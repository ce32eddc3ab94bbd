/** An address as a page may show it again: a password in it is none of it. */
export function withoutLogin(address: string): string {
  const isPlain = URL.canParse(address) && new URL(address).username + new URL(address).password === ''
  return isPlain ? address : address.replace(/\/\/.*@/, '//')
}

const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g

/** What a page may show again of what was pasted for certificates. */
export const withoutPrivateKeys = (text: string) => text.replaceAll(privateKey, '').trim()

const isAddress = /^\s*[a-z][a-z\d+.-]*:\/\/\S*\s*$/i

/** What was typed into any box, without what nobody was asked for: a key, or a password within an address. */
export function withoutSecrets(typed: string): string {
  if (typed.includes('PRIVATE KEY-----')) return withoutPrivateKeys(typed)
  return isAddress.test(typed) ? withoutLogin(typed) : typed
}
