import { readFileSync, statSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { refuseOpenFile, SecretFileError } from './secret-file.ts'

type EnvFile = { values: Record<string, string | undefined> } | { problem: string }

/**
 * The variables of a file in which each line is NAME=value, blank or a comment; none where there is no file. What
 * would be passed over in silence is a problem: another line, and a name that is not among `known`.
 */
export function readEnvFile(path: string, known: readonly string[]): EnvFile {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) return { values: {} }
  if (!stats.isFile()) return { problem: `${path} is not a file.` }
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const where = `${path}, line ${index + 1}:`
    const [, name] = /^\s*(?:export\s+)?([^\s=#]+)\s*=/.exec(line) ?? []
    if (name === undefined) {
      if (/^\s*(#|$)/.test(line)) continue
      return { problem: `${where} that is not NAME=value.` }
    }
    if (known.includes(name)) continue
    const near = nearest(name.toUpperCase(), known)
    const hint = near ? ` Is ${near} meant?` : ' The variables are in .env.example.'
    return { problem: `${where} there is no variable ${name}.${hint}` }
  }
  const values = parseEnv(text)
  const secret = ['KEY', 'MONITORING_TOKEN'].find((name) => values[name])
  const problem = secret && problemOf(() => refuseOpenFile(path, stats))
  return problem ? { problem: `${path} holds ${secret}: ${problem}` } : { values }
}

function problemOf(act: () => void): string | undefined {
  try {
    act()
    return undefined
  } catch (error) {
    if (error instanceof SecretFileError) return error.message
    throw error
  }
}

function nearest(name: string, known: readonly string[]): string | undefined {
  const ranked = known.map((other) => ({ other, by: differences(name, other) })).sort((a, b) => a.by - b.by)
  return ranked[0] && ranked[0].by <= 2 ? ranked[0].other : undefined
}

/** How many letters must be put in, taken out or exchanged to make one word of the other (Levenshtein). */
function differences(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries()) {
      const exchanged = (row[j] as number) + (letter === other ? 0 : 1)
      next.push(Math.min(exchanged, (row[j + 1] as number) + 1, (next[j] as number) + 1))
    }
    row = next
  }
  return row[b.length] as number
}
