import { expect } from 'vitest'
import { removeLeftOver } from '../../../src/features/transactions/import-cleanup.ts'
import { paths } from '../../../src/http/paths.ts'
import { test } from '../../support/fixtures.ts'
import { testCsv } from '../../support/transactions.ts'
import { untilEnded, upload } from '../../support/upload.ts'
import type { Visitor } from '../../support/visitor.ts'

test.beforeEach(async ({ town }) => {
  await town.db('utility_transactions').delete()
  await town.db('transaction_totals').delete()
})

const header = 'Reference,Date,Kind,Customer,Service,Amount,Description'
const negative = [header, ...['-60.00', '(20.00)', '5.00'].map((amount, n) => payment(n, amount))].join('\n')

function payment(n: number, amount: string) {
  return `P-${n},2026-10-20,Payment,C1,WATER,${amount},`
}

async function send(ada: Visitor, text: string) {
  return untilEnded(ada, await upload(ada, text))
}

test('when most of a kind are below zero nothing counts before somebody says so', async ({ town, ada }) => {
  const page = await send(ada, negative)
  expect(page.title).toMatch(/^Import waits for an answer - /)
  expect(page.find('.error-summary').textContent).toContain(
    'Most rows of the kind Payment are below zero (2 of 3).',
  )
  expect((await ada.get(paths.transactions)).words).toContain('There are no transactions yet')
  const imports = await ada.get(paths.transactionImports)
  expect(imports.words).toContain('Waiting for an answer')
  expect(imports.link('look at it')).toBe(page.path)
  expect((await upload(ada, testCsv(3))).problemAt('File')).toContain('Another import is under way')

  const done = await ada.submit(await ada.get(page.path), {}, { button: 'Import as written' })
  expect(done.said).toBe('3 transactions added.')
  expect(await town.db('utility_transactions').orderBy('id').pluck('amount_cents')).toEqual([
    -6000, -2000, 500,
  ])
  expect((await ada.get(paths.transactions)).words).toContain('-75.00')
  expect(await town.db('history').orderBy('id', 'desc').first('kind')).toEqual({
    kind: 'transactions.imported',
  })
  expect((await ada.submit(page, {}, { button: 'Import as written' })).status).toBe(409)
  expect((await send(ada, negative)).said, 'what is known needs no answer').toContain('Nothing was added')
})

test('cancelled instead it leaves nothing, and the next import can begin', async ({ town, ada }) => {
  const page = await send(ada, negative)
  const cancelled = await ada.submit(page, {}, { button: 'Cancel the import' })
  expect(cancelled.title).toMatch(/^Import cancelled/)
  await untilEnded(ada, cancelled)
  expect(await town.db('utility_transactions')).toEqual([])
  expect(await town.db('transaction_totals')).toEqual([])
  expect((await send(ada, [header, payment(1, '5.00')].join('\n'))).said).toBe('1 transaction added.')
})

test('a restart and a night later it waits; a viewer sees it, cannot answer', async ({ town, ada }) => {
  const page = await send(ada, negative)
  const nextDay = new Date(town.clock.now.getTime() + 86_400_000)
  ;(await removeLeftOver({ ...town.deps, now: () => nextDay }))()
  const bea = await town.signIn('administrator', 'Bea')
  const vera = await town.signIn('viewer', 'Vera')
  const seen = await vera.get(page.path)
  expect(seen.title).toMatch(/^Import waits for an answer/)
  expect(() => seen.form('Import as written')).toThrow()
  const token = (await vera.get(paths.general)).find('[name=_csrf]').getAttribute('value') ?? ''
  const answer = await vera.post(`${page.path}/confirmation`, new URLSearchParams({ _csrf: token }))
  expect(answer.status).toBe(403)
  const done = await bea.submit(await bea.get(page.path), {}, { button: 'Import as written' })
  expect(done.said).toBe('3 transactions added.')
})

test.for<[what: string, amounts: string[]]>([
  ['some corrections among payments', ['-60.00', '60.00', '20.00']],
  ['as many below as above', ['-60.00', '60.00']],
  ['nothing but zero', ['0.00', '0.00']],
])('%s need no answer', async ([_, amounts], { ada }) => {
  const rows = amounts.map((amount, n) => payment(n, amount))
  expect((await send(ada, [header, ...rows].join('\n'))).said).toContain('transactions added.')
})

test('an adjustment goes either way', async ({ ada }) => {
  const row = 'A-1,2026-10-20,Billing adjustment,C1,WATER,(5.00),'
  expect((await send(ada, [header, row].join('\n'))).said).toBe('1 transaction added.')
})
