import { lstatSync, readlinkSync } from 'node:fs'
import { isAbsolute, join, resolve, sep } from 'node:path'

/** As many as Linux follows. */
const mostLinks = 40

const partsOf = (path: string) => path.split(sep).filter((part) => part !== '' && part !== '.')

/** Every folder and every link that leads to a file, from the root on: who changes one of them changes the file. */
export function wayTo(path: string): string[] {
  const way = ['/']
  let at = '/'
  let links = 0
  const rest = partsOf(resolve(path))
  for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
    const next = join(at, part)
    if (lstatSync(next).isSymbolicLink() && ++links <= mostLinks) {
      const target = readlinkSync(next)
      way.push(next)
      rest.unshift(...partsOf(target))
      if (isAbsolute(target)) at = '/'
    } else {
      if (rest.length > 0) way.push(next)
      at = next
    }
  }
  return way
}
