import { expect, test } from 'vitest'
import { transactionsPurpose } from '../../src/features/transactions/import/purpose.ts'
import {
  fixedField,
  fixedRoles,
  readColumnsForm,
  roleChoices,
  submittedOf,
} from '../../src/import-profiles/columns-form.ts'
import type { Profile } from '../../src/import-profiles/profile.ts'
import { meaningChoices, readWordsForm, submittedWordsOf } from '../../src/import-profiles/words-form.ts'
import { emptyProfile } from '../support/read-by-profile.ts'

const names = ['Day', 'Type', 'Account', 'Svc', 'Amount', 'WATER']
const profile: Profile = {
  ...emptyProfile,
  delimiter: '\t',
  columns: names.map((heading, index) => ({
    heading,
    role: ['date', 'kind', 'customer', 'service', 'amount', ''][index] as string,
    of: '',
  })),
  fixed: { source: 'Old program' },
  passedOver: ['Total', 'Page *'],
}

/** What the form of a profile says when some of it is chosen otherwise. */
function read(changed: Record<string, string>) {
  return readColumnsForm({ ...submittedOf(profile), ...changed }, transactionsPurpose, profile)
}

function errorsOf(changed: Record<string, string>) {
  const form = read(changed)
  return form.ok ? [] : form.errors.map(({ field, message }) => `${field}: ${message}`)
}

test('a form that nobody changed is the profile that it was made of', () => {
  expect(read({})).toMatchObject({ ok: true, value: profile })
  expect(roleChoices(transactionsPurpose)[0]).toEqual({ value: '', label: 'Not read' })
  expect(fixedRoles(transactionsPurpose).map(([role]) => fixedField(role))).toContain('fixed-date')
})

test('what no column has is said where it can be chosen', () => {
  expect(errorsOf({ 'column-4': '' })).toEqual([
    'column-4: No column has the amount. Choose Amount, or Debit and Credit, or Amount of service for the columns that have it.',
  ])
  expect(errorsOf({ 'column-0': '' })).toEqual([
    'fixed-date: No column has the date. Choose Date for the columns that have it, or say in “Date of every row” what all rows have.',
  ])
  expect(errorsOf({ 'column-4': 'debit' })).toEqual([
    expect.stringMatching(/^column-4: No column has all of the amount/),
  ])
  expect(errorsOf({ 'column-0': '', 'fixed-date': '11/30/2026' })).toEqual([])
})

test('what two columns say is said at the second', () => {
  expect(errorsOf({ 'column-5': 'customer' })).toEqual([
    'column-5: “Account” and “WATER” are both Customer. Choose it for one of them only.',
  ])
  const twoWays = errorsOf({ 'column-5': 'amount-of-service' })
  expect(twoWays).toEqual([
    'column-5: Service and Amount of service both say the service. Choose one of them only.',
  ])
  expect(errorsOf({ 'fixed-kind': 'payment' })[0]).toMatch(/^fixed-kind: Kind is read from “Type”/)
})

test('a wide column is of what its name says unless something else is typed', () => {
  const wide = { 'column-3': '', 'column-4': '', 'column-5': 'amount-of-service' }
  const columns = (more: Record<string, string>) => {
    const form = read({ ...wide, ...more })
    return form.ok ? form.value.columns.at(-1) : form.errors
  }
  expect(columns({})).toEqual({ heading: 'WATER', role: 'amount-of-service', of: 'WATER' })
  expect(columns({ 'of-5': 'W1' })).toMatchObject({ of: 'W1' })
})

test('every field of a form says what is wrong with it, and keeps what was typed', () => {
  const wrong = {
    ...{ headingLine: '0', delimiter: 'x', encoding: 'ebcdic', dateOrder: 'any', passedOver: 'Total\n*' },
    ...{ 'column-0': 'nothing', 'fixed-kind': 'Pmt', 'fixed-date': 'today' },
  }
  const form = read(wrong)
  expect(form).toMatchObject({ ok: false, submitted: wrong })
  // In the order of the page.
  expect(errorsOf(wrong).map((error) => error.split(':')[0])).toEqual([
    ...['column-0', 'fixed-date', 'fixed-kind'],
    ...['headingLine', 'delimiter', 'encoding', 'dateOrder', 'passedOver'],
  ])
})

const asked = [
  { role: 'kind', word: 'Pmt' },
  { role: 'kind-and-service', word: 'Water Bill' },
  { role: 'service', word: 'W1' },
  { role: 'service', word: 'Trash' },
]

test('words and signs are read as the form shows them', () => {
  const draft = { ...profile, words: { kind: { pmt: 'payment' }, service: { s1: 'SEWER' } } }
  const shown = submittedWordsOf(
    { ...draft, signs: { payment: 'effect' } },
    transactionsPurpose,
    asked,
    'Old',
  )
  expect(shown).toMatchObject({ name: 'Old', 'word-0': 'payment', 'sign-payment': 'effect' })
  const body = { ...shown, 'word-1': 'billing', 'word-1-and': 'Water 2', 'word-2': 'WATER', 'word-3': '' }
  const form = readWordsForm(body, transactionsPurpose, draft, { asked, kinds: ['payment'] })
  expect(form).toMatchObject({
    ok: true,
    value: {
      name: 'Old',
      profile: {
        words: {
          kind: { pmt: 'payment' },
          'kind-and-service': { 'water bill': 'billing Water 2' },
          // What was left as it is was said too.
          service: { s1: 'SEWER', w1: 'WATER', trash: 'Trash' },
        },
        signs: { payment: 'effect' },
      },
    },
  })
})

test('a word without a meaning, a sign without a rule and a profile without a name are asked for', () => {
  const form = readWordsForm({ 'word-1': 'billing' }, transactionsPurpose, profile, {
    asked,
    kinds: ['payment'],
  })
  const errors = form.ok ? [] : form.errors.map(({ field }) => field)
  expect(errors).toEqual(['word-0', 'word-1-and', 'sign-payment', 'name'])
  expect(meaningChoices(transactionsPurpose, 'kind')?.at(-1)).toEqual({
    value: 'passed-over',
    label: 'Skipped',
  })
  expect(meaningChoices(transactionsPurpose, 'service')).toBeUndefined()
})
