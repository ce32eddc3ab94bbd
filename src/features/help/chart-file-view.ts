import { type AccountType, accountTypes } from '../../lib/account-number.ts'
import { longestInQuickbooks, longestInSageUs, outsideNames } from '../../lib/outside-names.ts'
import { sampleChart, sampleChartHeading } from '../../lib/sample-chart.ts'
import { columns } from '../gl-accounts/import/purpose.ts'
import { firstOfEach } from './first-of-each.ts'

type Column = keyof typeof columns

const emptyRemoves = 'See below; an empty cell removes the name'

const holds: Record<Column, string> = {
  number: 'The number, as a format of its type says, with signs between its parts or without',
  title: '1 to 100 characters',
  type: 'One of the types below',
  active: 'Yes or no; empty is yes',
  quickbooksName: emptyRemoves,
  sage50UsNumber: emptyRemoves,
  sage50CanadaNumber: emptyRemoves,
  sage50CanadaProNumber: emptyRemoves,
}

/** What else a file may call each type: a test holds that it is read so. */
const wordsOfTypes: Record<AccountType, string[]> = {
  asset: ['A', 'Bank', 'Accounts Receivable', 'Fixed Asset'],
  'deferred-outflow': ['DO'],
  liability: ['L', 'Accounts Payable', 'Credit Card', 'Long Term Liability'],
  'deferred-inflow': ['DI'],
  equity: ['F', 'Equity', 'Net Position', 'Retained Earnings'],
  revenue: ['R', 'I', 'Income', 'Other Income', 'Other Financing Source'],
  expenditure: ['X', 'Expense', 'Cost of Goods Sold', 'Other Financing Use'],
}

const limits: Record<(typeof outsideNames)[number]['value'], string> = {
  quickbooksName: `${longestInQuickbooks} characters for each name, without quotation marks; a colon leads to a sub-account, as in Sales:Water`,
  sage50UsNumber: `${longestInSageUs} characters, none of * ? + "`,
  sage50CanadaNumber: '4 to 8 digits (Premium and Quantum)',
  sage50CanadaProNumber: '4 digits',
}

/** The file of a chart of accounts, from the columns that the import itself reads. */
export function chartFileView() {
  return {
    columns: (Object.keys(columns) as Column[]).map((name) => {
      const { label, otherNames, isOptional } = columns[name] as {
        label: string
        otherNames?: readonly string[]
        isOptional?: boolean
      }
      return { label, others: otherNames?.join(', ') ?? '', isOptional, holds: holds[name] }
    }),
    types: accountTypes.map(({ value, label }) => ({ label, words: wordsOfTypes[value].join(', ') })),
    outsideNames: outsideNames.map(({ value, label }) => ({ label, limit: limits[value] })),
    example: {
      caption: 'Accounts of the sample chart',
      heading: sampleChartHeading,
      rows: firstOfEach(sampleChart(), ([, , type]) => type),
    },
  }
}
