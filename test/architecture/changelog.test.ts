import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './sources.ts'

const read = (file: string) => readFileSync(join(root, file), 'utf8')
const headings = [...read('CHANGELOG.md').matchAll(/^## (.*)$/gm)].map(([, heading = '']) => {
  const [, version = '', date = ''] = /^(\d+\.\d+\.\d+) \((\d{4}-\d\d-\d\d)\)$/.exec(heading) ?? []
  return { heading, version, date }
})

/** As a number that rises with the version. */
const rank = (version: string) => version.split('.').reduce((sum, part) => sum * 1_000 + Number(part), 0)

test('the newest version in CHANGELOG.md is the one of the packages', () => {
  const { version } = JSON.parse(read('package.json'))
  const locked = JSON.parse(read('package-lock.json'))
  expect(headings[0]?.version).toBe(version)
  expect([locked.version, locked.packages[''].version]).toEqual([version, version])
})

test('versions in CHANGELOG.md fall downwards, each with a day that was', () => {
  expect(headings.length).toBeGreaterThan(1)
  for (const { heading, date } of headings) expect(Date.parse(date), heading).not.toBeNaN()
  for (const [index, { heading, version, date }] of headings.slice(1).entries()) {
    const newer = headings[index] as (typeof headings)[number]
    expect(rank(newer.version), heading).toBeGreaterThan(rank(version))
    expect(newer.date >= date, heading).toBe(true)
  }
})

test('each version after the first says what whoever runs it has to do', () => {
  const sections = read('CHANGELOG.md').split(/^## /m).slice(1, -1)
  for (const section of sections) expect(section).toMatch(/^What to do:|^Nothing is to be done\./m)
})
