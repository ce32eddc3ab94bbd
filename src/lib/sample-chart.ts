/** As a town in Colorado keeps them: general, water and sewer. Numbers are digits alone, which no spreadsheet takes for dates. */
const funds: [fund: string, accounts: [account: string, title: string, type: string][]][] = [
  [
    '10',
    [
      ['1010', 'Cash in bank', 'Asset'],
      ['1075', 'Utility cash clearing', 'Asset'],
      ['1110', 'Property tax receivable', 'Asset'],
      ['1313', 'Trash receivable', 'Asset'],
      ['2010', 'Accounts payable', 'Liability'],
      ['2150', 'Accrued payroll', 'Liability'],
      ['2650', 'Unavailable property tax', 'Deferred inflow'],
      ['2990', 'Fund balance', 'Fund balance'],
      ['31-110', 'Property tax', 'Revenue'],
      ['31-300', 'Sales tax', 'Revenue'],
      ['34-301', 'Trash collection', 'Revenue'],
      ['36-100', 'Interest income', 'Revenue'],
      ['41-110', 'Town board salaries', 'Expenditure'],
      ['43-110', 'Administration salaries', 'Expenditure'],
      ['43-240', 'Office supplies', 'Expenditure'],
      ['47-310', 'Trash hauling contract', 'Expenditure'],
    ],
  ],
  [
    '51',
    [
      ['1010', 'Water cash in bank', 'Asset'],
      ['1311', 'Water receivable', 'Asset'],
      ['1610', 'Water plant and mains', 'Asset'],
      ['1690', 'Water accumulated depreciation', 'Asset'],
      ['2010', 'Water accounts payable', 'Liability'],
      ['2300', 'Customer deposits', 'Liability'],
      ['2510', 'Water loan payable', 'Liability'],
      ['2990', 'Water net position', 'Net position'],
      ['34-101', 'Water sales', 'Revenue'],
      ['34-105', 'Water tap fees', 'Revenue'],
      ['36-100', 'Water interest income', 'Revenue'],
      ['40-110', 'Water salaries', 'Expenditure'],
      ['40-330', 'Water power for pumps', 'Expenditure'],
      ['40-370', 'Water testing', 'Expenditure'],
      ['40-820', 'Water loan interest', 'Expenditure'],
    ],
  ],
  [
    '52',
    [
      ['1010', 'Sewer cash in bank', 'Asset'],
      ['1312', 'Sewer receivable', 'Asset'],
      ['1610', 'Sewer treatment plant and mains', 'Asset'],
      ['1690', 'Sewer accumulated depreciation', 'Asset'],
      ['2010', 'Sewer accounts payable', 'Liability'],
      ['2990', 'Sewer net position', 'Net position'],
      ['34-201', 'Sewer charges', 'Revenue'],
      ['34-205', 'Sewer tap fees', 'Revenue'],
      ['36-100', 'Sewer interest income', 'Revenue'],
      ['40-110', 'Sewer salaries', 'Expenditure'],
      ['40-330', 'Sewer power for the treatment plant', 'Expenditure'],
      ['40-380', 'Sewer hauling of solids', 'Expenditure'],
    ],
  ],
]

export const sampleChartHeading = ['Account No', 'Title', 'Type']

/** A chart of accounts as the rows of a file in the product's own layout. */
export function sampleChart(): string[][] {
  return funds.flatMap(([fund, accounts]) =>
    accounts.map(([account, title, type]) => [`${fund}${account.replace('-', '')}`, title, type]),
  )
}

/** What the sample bills for, and the accounts of the sample chart that it is posted to. */
export const sampleServices = [
  { code: 'WATER', name: 'Water', receivable: '51-1311', revenue: '51-34-101' },
  { code: 'SEWER', name: 'Sewer', receivable: '52-1312', revenue: '52-34-201' },
  { code: 'TRASH', name: 'Trash', receivable: '10-1313', revenue: '10-34-301' },
] as const

export const samplePostingAccounts = { cashClearing: '10-1075', customerDeposits: '51-2300' }
