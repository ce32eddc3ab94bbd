/** The columns of the file, in the order the export writes them. */
export const columns = {
  number: {
    label: 'Account No',
    otherNames: [
      'account number',
      'account',
      'number',
      'no',
      'gl account',
      'gl account no',
      'gl account number',
    ],
  },
  title: {
    label: 'Title',
    otherNames: ['description', 'account title', 'account description', 'account name', 'name'],
  },
  type: { label: 'Type', otherNames: ['account type'] },
  active: { label: 'Active', otherNames: ['is active'], isOptional: true },
} as const

export type Column = keyof typeof columns

export const header = Object.values(columns).map(({ label }) => label)
