import { plainMoney } from '../../lib/money.ts'
import type { Period } from '../../lib/periods.ts'
import { xmlText } from '../../lib/xml-text.ts'
import { type Amounts, billTotal } from './parts.ts'

/** Of docs/exceleron-recon.xsd, which is ours: the vendor's own is not public. */
const namespace = 'urn:connect-utility-management:exceleron-recon:1'

/** `exceleron-recon-2026-11-01-00007.xml`; `madeOn` is YYYY-MM-DD in the town. */
export function fileName({ number, madeOn }: { number: number; madeOn: string }) {
  return `exceleron-recon-${madeOn}-${String(number).padStart(5, '0')}.xml`
}

/** An account as the file tells it. */
export type FileAccount = {
  customer: string
  objectId: string
  service: string
  serviceType: string
  serviceLocation: string
  meter: string
}

type Content = {
  number: number
  period: Period
  /** YYYY-MM-DD */
  madeOn: string
  organization: string
  rows: { account: FileAccount; amounts: Amounts }[]
  total: Amounts
}

const element = (name: string, text: string) => `<${name}>${xmlText(text)}</${name}>`

const amountElements = (amounts: Amounts) =>
  [
    ['usageCharge', amounts.usage],
    ['miscellaneousCredits', amounts.credits],
    ['miscellaneousCharges', amounts.charges],
    ['tax', amounts.tax],
    ['deviceCharge', amounts.device],
    ['billTotal', billTotal(amounts)],
  ].map(([name, cents]) => element(String(name), plainMoney(Number(cents))))

/** The file, a line an element: from the same figures the same bytes. */
export async function* reconciliationFile(content: Content): AsyncGenerator<Buffer> {
  const { number, period, madeOn, organization, rows, total } = content
  const about = [
    ['number', String(number)],
    ['period', period],
    ['madeOn', madeOn],
    ['organization', organization],
  ].map(([name, value]) => ` ${name}="${xmlText(String(value))}"`)
  yield lines(
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<reconciliation xmlns="${namespace}"${about.join('')}>`,
  )
  for (const { account, amounts } of rows) {
    yield lines(
      '  <account>',
      ...[
        element('accountNumber', account.customer),
        element('objectID', account.objectId),
        element('service', account.service),
        element('serviceType', account.serviceType),
        element('serviceLocation', account.serviceLocation),
        element('meter', account.meter),
        ...amountElements(amounts),
      ].map((line) => `    ${line}`),
      '  </account>',
    )
  }
  const counted = [element('accounts', String(rows.length)), ...amountElements(total)]
  yield lines('  <totals>', ...counted.map((line) => `    ${line}`), '  </totals>', '</reconciliation>')
}

const lines = (...all: string[]) => Buffer.from(`${all.join('\n')}\n`)
