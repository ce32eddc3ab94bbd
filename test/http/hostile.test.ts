import { afterAll, beforeAll, expect, test } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { type HostileTown, startHostileTown } from '../support/hostile.ts'
import { upload } from '../support/upload.ts'
import type { Visitor } from '../support/visitor.ts'

let hostile: HostileTown
let ada: Visitor
beforeAll(async () => {
  hostile = await startHostileTown()
  ada = hostile.month.ada
})
afterAll(() => hostile.month.town.close())

test.each(['\0', '\ufffd'])('a sign that is no text (%j) is a message at its field', async (sign) => {
  const page = await ada.get(paths.general)
  const name = `Our${sign}town`
  const refused = await ada.submit(page, { 'Organization Name': name, 'Fiscal Year Begins': 'July' })
  expect(refused.status).toBe(422)
  expect(refused.problemAt('Organization Name')).toContain('a character that cannot be seen or read')
  expect(refused.valueOf('Organization Name')).toBe('Our\ufffdtown')
  expect(refused.valueOf('Fiscal Year Begins')).toBe('July')
})

test('a form with a file is read like any other', async () => {
  const answer = await upload(ada, 'x', { to: paths.accountImport, fileName: 'chart\0.csv' })
  expect(answer.status).toBe(422)
  const noToken = await upload(ada, 'x', { to: paths.accountImport, token: '\0' })
  expect(noToken.status).toBe(403)
})

test.each([
  [`${paths.batches}/2147483648`, 404],
  [`${paths.batches}/2147483648/transactions`, 404],
  [`${paths.batches}/1/transactions?after=2147483648`, 200],
  [`${paths.updateTransactions}?after=2026-10-01.2147483648`, 404],
  [`${paths.transactions}?after=2026-10-01.999999999999999`, 200],
  [`${paths.users}/2147483648`, 404],
  [`${paths.history}/999999999999999`, 404],
  [`${paths.history}?after=999999999999999`, 404],
  [`${paths.glAccounts}?search=a%00b`, 200],
  [`${paths.glAccounts}/%00`, 404],
])('%s is answered with %i', async (address, status) => {
  expect((await ada.get(address)).status).toBe(status)
})

test.each(['__proto__', 'constructor', 'toString'])('a cookie that names %s says nothing', async (code) => {
  const user = await hostile.month.db('users').where({ name: 'Bystander' }).first('id')
  for (const path of [paths.myAccount, `${paths.users}/${user.id}`, paths.generalLedger]) {
    ada.cookies.set('flash', code)
    const page = await ada.get(path)
    expect([page.status, page.said]).toEqual([200, ''])
  }
})

test('a version that does not fit, on a form that nobody has saved, asks to save again and keeps what was typed', async () => {
  for (const version of ['', '7', '\0', '99999999999']) {
    const page = await ada.get(paths.postingAccounts)
    const sent = page.filledIn(page.form('Save'), { 'Cash Clearing': '01-2300' })
    sent.set('version', version)
    const refused = await ada.post(paths.postingAccounts, sent)
    expect(refused.status).toBe(409)
    expect(refused.errors).toEqual([expect.stringContaining('press Save again')])
    expect(refused.valueOf('Cash Clearing')).toBe('01-2300')
  }
})

test('a thousand hostile requests to every address and field get no answer of 500', async () => {
  expect(await hostile.attack(1, 1_000)).toEqual([])
}, 240_000)
