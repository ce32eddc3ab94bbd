import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { may, permissions, roles } from '../../src/lib/permissions.ts'
import { applicable } from '../support/asvs.ts'

const root = join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')

const documents = ['SECURITY.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)].filter(
  (file) => file.endsWith('.md'),
)
const security = read('docs/security.md')
const asvs = rowsOf(read('docs/asvs.md')).filter(([id]) => /^\d+\.\d+\.\d+$/.test(id ?? ''))

/** The cells of every row of every table. */
function rowsOf(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | '))
}

function sectionOf(text: string, heading: string): string {
  const [, section = ''] = text.split(`\n## ${heading}\n`)
  return section.split('\n## ')[0] as string
}

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => read(`src/${name}`))

test('every requirement that applies is in the table once, with its level and a verdict', () => {
  expect(asvs.map(([id, level]) => `${id} ${level}`)).toEqual(applicable)
  for (const [id, , gist, verdict, where, shown, ...rest] of asvs) {
    expect(rest, id).toEqual([])
    expect(gist, id).not.toBe('')
    expect(['met', 'partly', 'operator', 'n/a'], id).toContain(verdict)
    expect(where, id).not.toBe('')
    if (verdict === 'met' || verdict === 'partly') expect(shown, id).toContain('`test/')
  }
})

test('every file that the documents name exists', () => {
  const missing = documents.flatMap((document) => {
    const named = [...read(document).matchAll(/`((?:src|test|views|docs|public|migrations)\/[^`\s]*)`/g)]
    const linked = [...read(document).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)]
    const files = [
      ...named.map((found) => found[1] as string),
      ...linked.map((found) => join(document, '..', found[1] as string)),
    ]
    return files
      .filter((file) => !/[…*<]/.test(file) && !existsSync(join(root, file)))
      .map((file) => `${document}: ${file}`)
  })
  expect(missing).toEqual([])
})

test('every test that the table names is there, under that name', () => {
  const named = asvs.flatMap(([id, , , , , shown]) =>
    [...(shown ?? '').matchAll(/`([^`]+)`: “([^”]+)”/g)].map((found) => ({
      id,
      file: found[1] as string,
      name: found[2] as string,
    })),
  )
  expect(named.length).toBeGreaterThan(150)
  const missing = named.filter(({ file, name }) => {
    if (!existsSync(join(root, file))) return true
    const text = read(file)
    return !["'", '"', '`'].some((quote) => text.includes(`${quote}${name}${quote}`))
  })
  expect(missing.map(({ id, file, name }) => `${id}: ${file}: ${name}`)).toEqual([])
})

test('who may do what is what the code allows', () => {
  const written = rowsOf(sectionOf(security, 'Who may do what'))
    .filter(([name]) => name?.startsWith('`'))
    .map(([name, ...cells]) => [name, ...cells.slice(0, roles.length).map((cell) => cell === 'yes')])
  const allowed = permissions.map((name) => [`\`${name}\``, ...roles.map(({ value }) => may(value, name))])
  expect(written.sort()).toEqual(allowed.sort())
})

test('every limit stands where the document says', () => {
  const rows = rowsOf(sectionOf(security, 'Limits')).filter(([limit]) => limit !== 'limit')
  expect(rows.length).toBeGreaterThan(30)
  const wrong = rows.filter(([, , where = '', as = '']) => {
    const file = where.replaceAll('`', '')
    return !existsSync(join(root, file)) || !read(file).includes(as.replace(/^`|`$/g, ''))
  })
  expect(wrong.map(([limit, , where, as]) => `${limit}: ${where} ${as}`)).toEqual([])
})

test('the inventory of keys names every label that keys are derived by', () => {
  const [, union = ''] = /export type KeyLabel =([^/{]*?)\n\n/.exec(read('src/lib/key-ring.ts')) ?? []
  const labels = [...union.matchAll(/'([\w-]+)'/g)].map((found) => found[1] as string)
  expect(labels.length).toBeGreaterThan(4)
  const keys = sectionOf(security, 'Keys')
  expect(labels.filter((label) => !keys.includes(`\`${label}\``))).toEqual([])
})

test('the inventory of logs names every line of the log', () => {
  const said = sources.flatMap((text) =>
    [...text.matchAll(/\blog\s*\.(?:trace|debug|info|warn|error|fatal)\(([\s\S]*?)\)\n/g)].flatMap((call) =>
      [...(call[1] as string).matchAll(/'([^']+)',?\s*$/g)].map((found) => found[1] as string),
    ),
  )
  expect(said.length).toBeGreaterThan(3)
  const logs = sectionOf(security, 'What is logged, and where')
  expect(said.filter((line) => !logs.includes(`\`${line}\``))).toEqual([])
})

test('what is promised has a time for each severity', () => {
  const times = rowsOf(sectionOf(read('SECURITY.md'), 'Times for fixing'))
  for (const severity of ['critical', 'high', 'medium', 'low']) {
    const [, , within] = times.find(([name]) => name?.startsWith(severity)) ?? []
    expect(within, severity).toMatch(/\d+ days/)
  }
})

test('the release steps make the list of parts', () => {
  const steps = read('docs/release.md')
  for (const step of [
    'npm sbom --sbom-format cyclonedx',
    'npm audit signatures',
    'npm run check',
    'npm version',
  ]) {
    expect(steps).toContain(step)
  }
})
