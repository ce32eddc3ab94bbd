export const off = { value: 'none', label: 'None' } as const

/** Every interface, in the order of the tabs: docs/adding-an-interface.md says how another is added. */
export const interfaces = [
  {
    kind: 'ledger',
    name: 'generalLedger',
    key: 'general-ledger',
    table: 'general_ledger',
    label: 'General Ledger',
    /**
     * `hasInquiry`: what is posted is shown in Ledger Inquiry too, with accounts of the chart, and its file is for
     * Import Amounts. `handsOverFile`: a batch is a file that staff fetch, import there and confirm here.
     */
    choices: [
      { value: 'caselle-4', label: 'Caselle 4.x', hasInquiry: true, handsOverFile: true },
      { value: 'other', label: 'Other', hasInquiry: false, handsOverFile: true },
      { ...off, hasInquiry: false, handsOverFile: false },
    ],
  },
  {
    kind: 'vendor account',
    name: 'billProvider',
    key: 'bill-provider',
    table: 'bill_provider',
    label: 'Bill Provider',
    askWhom: 'the provider',
    /** `connection`: what the provider's public pages state of it, filled in until the first save. */
    choices: [
      {
        value: 'invoice-cloud',
        label: 'Invoice Cloud',
        connection: {
          exchange: 'sftp',
          billsFolder: 'ToInvoiceCloud',
          paymentsFolder: 'FromInvoiceCloud/Payments',
        },
      },
      { value: 'xpress-bill-pay', label: 'Xpress Bill Pay', connection: { exchange: 'by-hand' } },
      off,
    ],
  },
  {
    kind: 'vendor account',
    name: 'prepaidMetering',
    key: 'prepaid-metering',
    table: 'prepaid_metering',
    label: 'Prepaid Metering',
    askWhom: 'the vendor',
    choices: [
      { value: 'exceleron-myusage', label: 'Exceleron MyUsage' },
      { value: 'multispeak-3.0', label: 'MultiSpeak 3.0' },
      { value: 'multispeak-4.1', label: 'MultiSpeak 4.1' },
      off,
    ],
  },
] as const

type Interface = (typeof interfaces)[number]

/** A user name and a password at a vendor. */
export type VendorInterface = Extract<Interface, { kind: 'vendor account' }>
