import { expect } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { hostileTest as test } from '../support/hostile.ts'
import { upload } from '../support/upload.ts'

test.for(['\0', '\ufffd'])(
  'a sign that is no text (%j) is a message at its field',
  async (sign, { hostile: { ada } }) => {
    const page = await ada.get(paths.general)
    const name = `Our${sign}town`
    const refused = await ada.submit(page, { 'Organization Name': name, 'Fiscal Year Begins': 'July' })
    expect(refused.status).toBe(422)
    expect(refused.problemAt('Organization Name')).toContain('a character that cannot be seen or read')
    expect(refused.valueOf('Organization Name')).toBe('Our\ufffdtown')
    expect(refused.valueOf('Fiscal Year Begins')).toBe('July')
  },
)

test('a form with a file is read like any other', async ({ hostile: { ada } }) => {
  const answer = await upload(ada, '', { to: paths.accountImport, fileName: 'chart\0.csv' })
  expect(answer.status).toBe(422)
  const noToken = await upload(ada, 'x', { to: paths.accountImport, token: '\0' })
  expect(noToken.status).toBe(403)
})

test.for<[address: string, status: number]>([
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
])('%s is answered with %i', async ([address, status], { hostile: { ada } }) => {
  expect((await ada.get(address)).status).toBe(status)
})

test.for(['__proto__', 'constructor', 'toString'])(
  'a cookie that names %s says nothing',
  async (code, { hostile: { ada, town } }) => {
    const user = await town.db('users').where({ name: 'Bystander' }).first('id')
    for (const path of [paths.myAccount, `${paths.users}/${user.id}`, paths.generalLedger]) {
      ada.cookies.set('flash', code)
      const page = await ada.get(path)
      expect([page.status, page.said]).toEqual([200, ''])
    }
  },
)

test('a version that does not fit, on a form that nobody has saved, asks to save again and keeps what was typed', async ({
  hostile: { ada },
}) => {
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
