import type { Config } from './config.ts'
import { paths } from './http/paths.ts'
import { productAndVersion } from './lib/version.js'

type Places = Pick<Config, 'publicAddress' | 'trustProxy'>

/** What a start says last: the address to open, and the one that it listens at where that is another. */
export function addressToOpen({ publicAddress, trustProxy }: Places, listening: string, setUpCode?: string) {
  const opened = publicAddress ?? listening
  const lines =
    setUpCode === undefined
      ? [`${productAndVersion}: ${opened}`]
      : [
          `${productAndVersion}: nobody can sign in yet. Create the first administrator here, once:`,
          `${opened}${paths.setUp}?code=${setUpCode}`,
        ]
  if (publicAddress) lines.push(`It listens at ${listening}`)
  else if (trustProxy !== false)
    lines.push('Open it by the name of its proxy: set PUBLIC_ADDRESS to have that printed here.')
  return lines.join('\n')
}
