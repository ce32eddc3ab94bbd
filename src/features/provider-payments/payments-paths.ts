import { paths } from '../../http/paths.ts'

const base = paths.providerPayments

/** The addresses below Payments. */
export const paymentPaths = {
  progress: `${base}/progress`,
  fetches: `${base}/fetches`,
  files: `${base}/files`,
  compared: `${base}/compared`,
  comparedCsv: `${base}/compared.csv`,
  payments: `${base}/payments`,
  register: `${base}/register`,
  questions: `${base}/questions`,
  entry: `${base}/entry`,
  receipts: `${base}/receipts`,
  settings: `${base}/settings`,
} as const
