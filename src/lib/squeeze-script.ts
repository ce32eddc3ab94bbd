/** What JavaScript reads as names, whatever a script declares. */
const notOurs =
  /^(?:await|break|case|catch|const|continue|delete|do|else|false|finally|for|if|in|let|new|null|of|return|this|true|try|typeof|undefined|while)$/

/** Short names in the order in which htmx's own minifier gives them out: what is alike compresses well. */
const shortNames = 'etrisnoalhcudfpmgybSwvxkTEA'

const constants: Record<string, string> = { __proto__: null as never, true: '!0', false: '!1', const: 'let' }

const words = /('[^'\n]*'|"[^"\n]*"|`[^`]*`)|([\w$]+)/g
const gaps = /('[^'\n]*'|"[^"\n]*"|`[^`]*`)| *([=(){}[\],;:?+<>!&|*-]) */g
const texts = /'[^'\n]*'|"[^"\n]*"/g

/**
 * One of our own scripts in fewer bytes, the same in what it does: without comments, which have lines of their own,
 * without indentation, and with short names for what it declares. It reads the style of this repository, not all of
 * JavaScript: no regular expressions, no line that begins with a bracket, no text in a `${}`.
 */
export function squeezeScript(script: string): string {
  const lines = script.split('\n').filter((line) => !/^\s*($|\/[/*])/.test(line))
  const depth = (line = '') => line.search(/\S/)
  // What is indented more than the line before it, or begins like a tail of it, goes on with it.
  const code = lines
    .map((line, n) => {
      const next = lines[n + 1] ?? ''
      const goesOn =
        depth(next) > depth(line) || /[=({[,?:&|]$|=>$/.test(line) || /^\s*([.)\]}?:&|]|$)/.test(next)
      return `${line.trim()}${goesOn ? ' ' : ';'}`
    })
    .join('')
  const short = namesFor(code)
  const rename = (part: string): string =>
    part.replace(words, (token, quoted, _word, at: number, whole: string) => {
      if (quoted?.startsWith('`')) return token.replace(/(?<=\$\{)[^}]*/g, rename)
      if (quoted) return asDoubleQuoted(token)
      return whole[at - 1] === '.' && whole[at - 2] !== '.'
        ? token
        : (short.get(token) ?? constants[token] ?? token)
    })
  return withoutGaps(rename(code))
}

/** What a script declares and uses nowhere as the name of a property, each with a short name of its own. */
function namesFor(code: string) {
  const plain = code.replace(texts, "''")
  const declared = [
    ...plain.matchAll(/\b(?:const|let) (\w+)|(\w+) =>|\[([\w, ]+)\](?= =|\} ?\) =>)/g),
    ...plain.matchAll(/()()\(([\w, ]+)\) =>/g),
  ].flatMap(
    ([, variable, parameter, several]) => (variable ?? parameter ?? '') || (several ?? '').split(', '),
  )
  const ofProperties = [...plain.matchAll(/\{ ([\w, ]+) \}|(\w+):/g)].flatMap(([, several, one]) =>
    several ? several.split(', ') : [one],
  )
  const used = new Set(plain.match(/[\w$]+/g))
  const free = [...shortNames].filter((name) => !used.has(name))
  const times = Map.groupBy(plain.match(/[\w$]+/g) ?? [], (name) => name)
  const names = [...new Set(declared)]
    .filter((name) => name.length > 1 && !notOurs.test(name))
    .sort((one, other) => (times.get(other)?.length ?? 0) - (times.get(one)?.length ?? 0))
  return new Map(
    names.filter((name) => !ofProperties.includes(name)).map((name, n) => [name, free[n] ?? name] as const),
  )
}

function asDoubleQuoted(quoted: string) {
  return quoted.includes('"') ? quoted : `"${quoted.slice(1, -1)}"`
}

function withoutGaps(code: string) {
  return code
    .replace(gaps, (_, quoted, sign) => quoted ?? sign)
    .replace(/,(?=[)\]}])|;(?=})/g, '')
    .replace(/\((\w+)\)=>/g, '$1=>')
    .trim()
}
