import { readFileSync } from 'node:fs'

type Locked = {
  version: string
  license?: string
  dev?: true
  devOptional?: true
  dependencies?: Record<string, string>
}

const file = new URL('../../../package-lock.json', import.meta.url)
const folder = 'node_modules/'
/** A few parts say it only in a file of their own. */
const inItsFile = 'in its own file'

/** What the product is made of besides its own code: what it names itself, and how many more those bring along, by licence. */
export function partsOfOthers() {
  const { packages } = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Locked> }
  const named = Object.keys(packages['']?.dependencies ?? {}).map((name) => {
    const { version = '', license = inItsFile } = packages[`${folder}${name}`] ?? {}
    return { name, version, license }
  })
  const all = Object.entries(packages).filter(([path, { dev, devOptional }]) => path && !dev && !devOptional)
  const others = all.filter(([path]) => !named.some(({ name }) => path === `${folder}${name}`))
  const byLicense = Map.groupBy(others, ([, { license = inItsFile }]) => license)
  return {
    named,
    others: others.length,
    licenses: [...byLicense]
      .map(([license, { length }]) => ({ license, count: length }))
      .sort((a, b) => b.count - a.count),
  }
}
