import { expect, test } from 'vitest'
import { filesIn } from './sources.ts'

const views = filesIn('views', /\.eta$/)

test('templates put raw text into a page only for includes, the layout body and the attributes of a control', () => {
  expect(views.length).toBeGreaterThan(5)
  const raw = views.flatMap(({ file, text }) =>
    [...text.matchAll(/<%~\s*([\s\S]*?)%>/g)]
      .map(([, code = '']) => code.trim())
      .filter((code) => !/^(include|it\.control)\(/.test(code) && code !== 'it.body')
      .map((code) => `${file}: ${code}`),
  )
  expect(raw).toEqual([])
})

test('no line of a view is longer than 150 characters', () => {
  const isLong = (line: string) => line.length > 150
  expect(views.filter(({ text }) => text.split('\n').some(isLong)).map(({ file }) => file)).toEqual([])
})

test('a link or bold text after an if or a value in a sentence has its space', () => {
  const runsTogether = /(?:\} %>|<%=[^%]*%>)\n\s*<(?:a|b|code|q|small|span)[ >].*/g
  const found = views.flatMap(({ file, text }) =>
    [...text.matchAll(/<p(?: class="(?!actions)[^"]*")?>([\s\S]*?)<\/p>/g)].flatMap(([, inside = '']) =>
      [...inside.matchAll(runsTogether)].map(([where]) => `${file}: ${where.trim()}`),
    ),
  )
  expect(found).toEqual([])
})

/** Elements without an end of their own: what follows them on a line of its own is not inside. */
const endless = /^(html|meta|link|br|img|input|li|th|td)$/

test('what is inside an element, an if or a loop is indented by two spaces more', () => {
  const wrong = views.flatMap(({ file, text }) => {
    // Each tag of the template becomes the braces it ends and begins with, and quotation marks.
    const plain = text.replace(/<%[\s\S]*?%>/g, (tag) => {
      const braces = `${/^<% *}/.test(tag) ? '}' : ''}${/{ *%>$/.test(tag) ? '{' : ''}`
      return braces + tag.slice(braces.length).replace(/\S/g, '"')
    })
    const flat: string[] = []
    let depth = 0
    for (const { 0: token, 1: end, 2: element, index } of plain.matchAll(
      /<(\/?)([a-z][\w-]*)[^>]*>|[{}]|\n */g,
    )) {
      if (token === '{') depth++
      else if (token === '}') depth--
      else if (element) depth += endless.test(element) ? 0 : end ? -1 : 1
      else {
        const line = plain.slice(index + token.length).split('\n', 1)[0] as string
        const closes = /^(<\/|})/.test(line) ? 1 : 0
        if (line !== '' && token.length - 1 < 2 * (depth - closes)) flat.push(`${file}: ${line}`)
      }
    }
    return flat
  })
  expect(wrong).toEqual([])
})
