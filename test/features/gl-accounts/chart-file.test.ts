import { expect } from 'vitest'
import { newImportFile } from '../../../src/features/transactions/import/import-files.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { chart, expectNoFileLeft, imported, upload } from './chart.ts'

test.beforeEach(({ town }) => {
  newImportFile(town.deps)
})
test.afterEach(({ town }) => expectNoFileLeft(town))

test.for<[what: string, file: Buffer]>([
  ['commas and UTF-8 without its mark', Buffer.from('ACCOUNT NUMBER,title,TYPE\n101100,Café “Été”,Asset\n')],
  ['UTF-8 with its mark', Buffer.from('\ufeffAccount No,Title,Type\r\n101100,Café “Été”,Asset\r\n')],
  [
    'semicolons and Windows-1252',
    Buffer.from('Type;Account No;Title\r\nAsset;101100;Caf\xe9 \x93\xc9t\xe9\x94\r\n', 'latin1'),
  ],
  [
    'tabs, quotes and another column',
    Buffer.from('Fund\tTitle\tAccount No.\tType\n1\t"Café “Été”"\t10 1100\tAsset'),
  ],
])('a file with %s is read', async ([_, file], { town, ada }) => {
  await imported(ada, await upload(ada, file))
  expect(await chart(town)).toEqual(['10-1100 Café “Été” asset'])
})

test('a file without columns, without rows, not chosen or no text is refused', async ({ town, ada }) => {
  expect((await upload(ada, 'a,b\n1,2\n')).heading).toBe('Match the columns of chart.csv')
  const twice = await upload(ada, 'Number,Account No,Title,Type\n')
  expect([twice.heading, twice.valueOf('“Number”')]).toEqual(['Match the columns of chart.csv', 'Not read'])
  expect((await upload(ada, 'Account No,Title,Type\n')).words).toContain('The file holds no accounts.')
  expect((await upload(ada, '')).words).toContain('The file is empty: ')
  expect((await upload(ada, 'PK\u0003\u0004\0\0\0rubbish')).status).toBe(422)
  expect((await upload(ada, 'Account No,Title,Type\n101100,"Open,Asset\n')).words).toContain('quotation mark')
  const none = await upload(ada, '', { fileName: '' })
  expect(none.status).toBe(422)
  expect(none.problemAt('File')).toBe('Choose a file.')
  expect(await chart(town)).toEqual([])
})

test('a file over 10 MB is refused, one under it is not refused for its size', async ({ ada }) => {
  const row = `${'x'.repeat(200)},Cash,Asset\n`
  const big = await upload(ada, `Account No,Title,Type\n${row.repeat(50_000)}`)
  expect(big.status).toBe(413)
  expect(big.words).toContain('10 MB')
  const long = await upload(ada, `Account No,Title,Type\n${row.repeat(10_000)}`)
  expect(long.find('.error-summary h2 + p').textContent).toContain('10,000 lines have to be fixed')
  expect(long.find('.error-summary table + p').textContent).toBe('And 8,000 more.')
})

test('very many lines that are no account are read to the end, and they are counted', async ({ ada }) => {
  const page = await upload(ada, `Account No,Title,Type\n${'1\n'.repeat(60_000)}`)
  expect(page.status).toBe(422)
  expect(page.find('.error-summary table + p').textContent).toBe('And 58,000 more.')
})
