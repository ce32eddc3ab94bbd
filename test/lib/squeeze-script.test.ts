import { readdirSync, readFileSync } from 'node:fs'
import { Script } from 'node:vm'
import { expect, test } from 'vitest'
import { squeezeScript } from '../../src/lib/squeeze-script.ts'

const folder = new URL('../../public/', import.meta.url)
const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'))

test.for(scripts)('%s is shorter when squeezed and still a script, with its texts as they were', (name) => {
  const script = readFileSync(new URL(name, folder), 'utf8')
  const squeezed = squeezeScript(script)
  new Script(squeezed)
  expect(squeezed.length).toBeLessThan(script.length)
  for (const [, text] of script.replace(/^ *\/\/.*$/gm, '').matchAll(/'([^'\n]*)'/g))
    expect(squeezed).toContain(text)
})

test('names are short, properties and texts stay, and it does the same', () => {
  const script = `
// Adds what is given.
{
  const counted = (one, other) => {
    const sum = { one: one + other, label: 'one and other' }
    if (sum.one > 2)
      return \`\${sum.label}: \${sum.one}\`
    else return sum.label
  }
  globalThis.answer = [counted(1, 1), counted(1, 2)]
}
`
  const answerOf = (code: string) => {
    const context = { answer: undefined }
    new Script(code).runInNewContext(context)
    return context.answer
  }
  const squeezed = squeezeScript(script)
  expect(squeezed).not.toMatch(/counted|Adds|\n/)
  expect(JSON.stringify(answerOf(squeezed))).toBe(JSON.stringify(answerOf(script)))
  expect(answerOf(squeezed)).toHaveLength(2)
})
