import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { xmlText } from '../lib/xml-text.ts'
import { type Version, versions } from './version.ts'

const folder = join(import.meta.dirname, '../../docs')
const read = new Map<string, string>()

function documentNamed(name: string) {
  const known = read.get(name) ?? readFileSync(join(folder, name), 'utf8')
  read.set(name, known)
  return known
}

const service = /\n *<wsdl:service name="UtilityManagement(\d\d)">.*?<\/wsdl:service>/gs

/**
 * The definition of what is answered here in a version, with the addresses where that is; `origin` is `https://…` without a
 * path. A program that reads it finds the one service.
 */
export function wsdlFor(version: Version, origin: string): string {
  const ours = xmlText(origin)
  let text = documentNamed('multispeak.wsdl')
    .replace(service, (whole, digits) => (digits === version.replace('.', '') ? whole : ''))
    .replaceAll('https://town.example', () => ours)
  for (const each of versions)
    text = text.replaceAll(`"multispeak-${each}.xsd"`, () => `"${ours}/multispeak/${each}?xsd"`)
  return text
}

/** The types of a version. */
export function xsdFor(version: Version): string {
  return documentNamed(`multispeak-${version}.xsd`)
}
