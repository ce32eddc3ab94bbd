import { isAsShown, readingsOf, type Served } from './account-number.ts'
import {
  type ChartFormat,
  hasOneLength,
  isFixedDigits,
  isFreeText,
  type Segment,
  writeNumber,
} from './chart-format.ts'
import { examplesOf, patternOf } from './chart-format-words.ts'
import { unseenIn } from './identifier.ts'
import { areToldApart, inCapitals, partsOf } from './read-as-format.ts'

/** What was typed may be several numbers, which only a person tells apart. */
export type Reading = { number: string; shown: string; format: ChartFormat }

type ReadNumber = { ok: true; number: string } | { ok: false; problem: string; readings?: Reading[] }

/** What a spreadsheet makes of a number that looks like something else to it. */
const remade = [
  { is: /^\d+\.\d{1,2}$/, what: 'a decimal number' },
  { is: /^(\d{1,2}\/\d{1,2}\/\d{2}(\d\d)?|\d{4}-\d\d?-\d\d?)( \d{1,2}:\d\d(:\d\d)?)?$/, what: 'a date' },
  {
    is: /^(\d{1,4}[- ])?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*([- ]\d{1,4})?$/i,
    what: 'a date',
  },
  { is: /^\d(\.\d+)?e\+?\d+$/i, what: 'a rounded number' },
]

const listed = new Intl.ListFormat('en-US', { type: 'disjunction' })

/** How such an account is written, with an example where a pattern alone does not say it. */
export function patternsOf({ formats }: Pick<Served, 'formats'>) {
  const words = (format: ChartFormat) =>
    isFixedDigits(format) ? patternOf(format) : `${patternOf(format)} (such as ${examplesOf(format)[0]})`
  return listed.format([...new Set(formats.map(words))])
}

/** Reads a number typed with or without the signs between its parts; what is wrong with it is said in words. */
export function readNumber(submitted: string, served: Served): ReadNumber {
  const text = submitted.trim()
  const refused = (problem: string, readings?: Reading[]): ReadNumber => ({
    ok: false,
    problem,
    ...(readings && { readings }),
  })
  if (text === '') return refused('The account number is blank.')
  if (served.formats.length === 0) {
    return refused(`No format is set up for ${served.a}. Add one under GL Accounts, Formats.`)
  }
  const readings = [...readingsOf(text, served)]
  const shown = readings.filter(([number, formats]) => formats.some((one) => isAsShown(text, number, one)))
  const made = shown.length === 0 && remade.find(({ is }) => is.test(text))
  if (made) {
    return refused(
      `“${text}” is ${made.what}: a spreadsheet may have made it of the account number. Write it as ${patternsOf(served)}.`,
    )
  }
  const meant = shown.length === 1 && partsOf(text).length > 1 ? shown : readings
  const [first] = meant
  if (first && meant.length === 1) return { ok: true, number: first[0] }
  if (first) {
    const all = meant.map(([number, [format]]) => ({
      number,
      shown: writeNumber(number, format as ChartFormat),
      format: format as ChartFormat,
    }))
    const words = all.map(({ shown, format }) => `${shown} (${format.name})`)
    return refused(
      `“${text}” can be ${listed.format(words)}. Write it with the signs between its parts.`,
      all,
    )
  }
  return refused(problemOf(text, served))
}

function problemOf(text: string, served: Served) {
  const hidden = unseenIn(text)
  if (hidden && served.formats.some(isFreeText)) return `The account number has ${hidden}: delete it.`
  const parts = partsOf(inCapitals(text))
  const hasLetters = served.formats.some(({ segments }) =>
    segments.some(({ alphabet }) => alphabet !== 'digits'),
  )
  if (parts.length === 0) return `The account number has no ${hasLetters ? 'letters or digits' : 'digits'}.`
  const stranger = [...parts.join('')].find((sign) => !(hasLetters ? /[A-Z0-9]/ : /[0-9]/).test(sign))
  if (stranger) {
    if (hidden && unseenIn(stranger)) return `The account number has ${hidden}: delete it.`
    const what = /\p{L}/u.test(stranger) ? 'letter' : 'sign'
    const of = hasLetters ? 'letters and digits' : 'digits'
    return `An account number is made of ${of}; this one has the ${what} “${typed(text, stranger)}”.`
  }
  const [format, ...others] = served.formats
  if (!format || others.length > 0)
    return `“${text}” is not written as ${served.a} is: ${patternsOf(served)}.`
  return lengthProblem(text, parts, format, served.a)
}

/** The letter as it was typed, not as a capital. */
function typed(text: string, stranger: string) {
  return [...text].find((sign) => inCapitals(sign) === stranger) ?? stranger
}

function lengthProblem(text: string, parts: string[], format: ChartFormat, a: string) {
  const pattern = patternsOf({ formats: [format] })
  const total = lengthOf(format.segments)
  const hasOne = format.segments.every(hasOneLength)
  const isDigits = isFixedDigits(format)
  const has = parts.join('').length
  const off = Math.abs(has - total)
  const [one, many] = isDigits ? ['digit', 'digits'] : ['character', 'characters']
  if (hasOne && off > 0) {
    return (
      `${off === 1 ? `1 ${one} is` : `${off} ${many} are`} ${has < total ? 'missing' : 'too many'}: ` +
      `${a} has ${total} (${pattern}), this number has ${has}.`
    )
  }
  if (isFreeText(format)) return `The account number has more than ${total} characters.`
  if (parts.length === 1 && format.segments.length > 1 && !areToldApart(format.segments)) {
    return `Write the signs between the parts: ${a} is written ${pattern}, and without them its parts cannot be told apart.`
  }
  if (hasOne && isDigits) {
    const found = parts.map(({ length }) => length).join(' and ')
    return `The parts of this number have ${found} digits; ${a} is written ${pattern}.`
  }
  return `“${text}” does not fit: ${a} is written ${pattern}.`
}

function lengthOf(segments: readonly Segment[]) {
  return segments.reduce((all, { longest }) => all + longest, 0)
}

/** Whether a spreadsheet may have dropped zeros in front: only digits, and fewer than a format has. */
export function mayHaveLostZeros(submitted: string, { formats }: Served): boolean {
  const text = submitted.trim()
  return (
    /^\d+$/.test(text) &&
    formats.some((format) => isFixedDigits(format) && text.length < lengthOf(format.segments))
  )
}
