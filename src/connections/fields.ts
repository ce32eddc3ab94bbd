import { formatCertificates } from '../lib/certificates.ts'
import type { Choice } from '../lib/form.ts'
import { checkbox, type Section } from '../settings/section.ts'

export const exchanges = [
  { value: 'sftp', label: 'SFTP' },
  { value: 'by-hand', label: 'By hand' },
] as const

export const loginWays = [
  { value: 'password', label: 'Password' },
  { value: 'key', label: 'Key' },
] as const

export const fetchDays = [
  { value: 'business-days', label: 'Business days' },
  { value: 'every-day', label: 'Every day' },
  { value: 'by-hand-only', label: 'Only by hand' },
] as const

export const hours = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${hour % 12 || 12} ${hour < 12 ? 'AM' : 'PM'}`,
}))

/** Never both for one vendor: every payment would be told twice. */
export const whoAsksChoices = [
  { value: 'vendor', label: 'The vendor asks us' },
  { value: 'us', label: 'We send' },
] as const

type Value<Choices extends readonly Choice[]> = Choices[number]['value']

/** How files are exchanged with a server. */
type FilesInput = {
  exchange: Value<typeof exchanges>
  /** '' while the provider has not said it. */
  server: string
  port: number
  loginBy: Value<typeof loginWays>
  /** `SHA256:…`; '' until one was compared and accepted. */
  serverKey: string
  nextServerKey: string
  oldAlgorithms: boolean
}

export type BillConnectionInput = FilesInput & {
  billsFolder: string
  paymentsFolder: string
  fetchDays: Value<typeof fetchDays>
  /** 0 to 23, on the clock of the town. */
  fetchHour: number
  /** The town's own, beside the federal ones: `2026-12-24 2027-07-23`. */
  holidays: string
}

/** An interface that speaks MultiSpeak uses what is not of files, one that exchanges files the rest. */
export type PrepaidConnectionInput = FilesInput & {
  /** `https://…`; '' while the vendor has not said it. */
  address: string
  company: string
  /** PEM; '' where the system's are enough. */
  certificateAuthority: string
  whoAsks: Value<typeof whoAsksChoices>
  folder: string
}

/** Those of all connections, on the server. */
export const folderFields = ['billsFolder', 'paymentsFolder', 'folder'] as const

const server = {
  exchange: { label: 'Exchange', choices: exchanges },
  server: { label: 'Server' },
  port: { label: 'Port', read: Number },
}

const login = {
  loginBy: { label: 'Log in by', choices: loginWays },
  password: { label: 'Password', isSecret: true },
  nextPassword: { label: 'Next password', isSecret: true },
  serverKey: { label: 'Server key' },
  nextServerKey: { label: 'Next server key' },
  oldAlgorithms: { label: 'Old algorithms', choices: checkbox, read: Boolean },
} as const

/** As long as nobody has said where the server is. */
const noServer = {
  ...{ exchange: 'sftp', server: '', port: 22, loginBy: 'password' },
  ...{ serverKey: '', nextServerKey: '', oldAlgorithms: false },
} as const

export const billConnection = {
  fields: {
    ...server,
    billsFolder: { label: 'Folder for bills' },
    paymentsFolder: { label: 'Folder for payments' },
    ...login,
    fetchDays: { label: 'Fetch payments', choices: fetchDays },
    fetchHour: { label: 'Hour', choices: hours, read: Number },
    holidays: { label: 'Days off' },
  } satisfies Section<keyof BillConnectionInput | 'password' | 'nextPassword'>['fields'],
  /** What is of one provider, while that one has not said it: the rest is the town's own and stays. */
  unsaid: { ...noServer, billsFolder: '', paymentsFolder: '' },
}

export const prepaidConnection = {
  fields: {
    address: { label: 'Address' },
    company: { label: 'Company' },
    certificateAuthority: {
      label: 'Certificate authority',
      format: (pem) => formatCertificates(String(pem)).join('; '),
    },
    whoAsks: { label: 'Who asks', choices: whoAsksChoices },
    ...server,
    folder: { label: 'Folder' },
    ...login,
  } satisfies Section<keyof PrepaidConnectionInput | 'password' | 'nextPassword'>['fields'],
  unsaid: { ...noServer, address: '', company: '', certificateAuthority: '', folder: '' },
}
