import type { Question } from '../../db/ask-together.ts'
import { paths } from '../../http/paths.ts'
import { dateIn, formatDate, startOfDay } from '../../lib/dates.ts'
import { formatSum } from '../../lib/money.ts'
import { firstDay, lastDay } from '../../lib/periods.ts'
import type { Part, Steps } from '../home/step.ts'
import { off } from '../interfaces/registry.ts'
import { fetchSchedule } from './compare-rules.ts'
import { missingSince } from './fetch-schedule.ts'
import {
  askFiles,
  askOpenPayments,
  askPayments,
  type FileState,
  type MonthPayments,
} from './month-steps-store.ts'
import { paymentPaths } from './payments-paths.ts'

const payments = (count: number) => `${count.toLocaleString('en-US')} ${count === 1 ? 'payment' : 'payments'}`

/** The provider's payments of a month, while there is a provider. */
export const providerPaymentSteps: Steps = {
  asks(db, month, settings): Record<string, Question> {
    if (settings.billProvider.interface === off.value) return {}
    return {
      providerPayments: askPayments(db, month),
      openPayments: askOpenPayments(db, month),
      paymentFiles: askFiles(db),
    }
  },

  tells(answers, { month, today, settings }) {
    const [received] = (answers.providerPayments ?? []) as MonthPayments[]
    const [open] = (answers.openPayments ?? []) as MonthPayments[]
    const [files] = (answers.paymentFiles ?? []) as FileState[]
    if (!received || !open || !files) return []
    const { timeZone } = settings.organization
    const last = files.lastAt === null ? null : dateIn(timeZone, new Date(files.lastAt))
    // What is due today may still come.
    const missing = missingSince(fetchSchedule(settings), last, new Date(startOfDay(timeZone, today)))
    const path = `${paths.providerPayments}?month=${month}`
    const days = new URLSearchParams({ list: 'provider', from: firstDay(month), to: lastDay(month) })
    const says: Part[] = [{ words: payments(received.payments) }]
    if (open.payments > 0)
      says.push({
        words: `${payments(open.payments)} not in the register`,
        path: `${paymentPaths.compared}?${days}`,
      })
    if (files.held > 0)
      says.push({
        words: files.held === 1 ? '1 file is held' : `${files.held} files are held`,
        path: `${paymentPaths.files}?state=held`,
      })
    if (missing) says.push({ words: `no payments file since ${formatDate(missing)}`, path })
    return [
      {
        label: 'Payments of the provider',
        path,
        isDone: today > lastDay(month) && open.payments === 0 && files.held === 0,
        says,
        figure: received.payments > 0 ? { words: formatSum(received.cents), path } : undefined,
        act: { label: 'Look at the payments', path, permission: 'billing.read' },
      },
    ]
  },
}
