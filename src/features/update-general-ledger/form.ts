import { FormReader, type FormResult } from '../../lib/form.ts'
import { readPeriod } from '../../lib/periods.ts'
import { type ExportFormatKey, exportFormats } from './export-formats.ts'
import { labels, type UpdateChoice } from './update-request.ts'

export const keptFields = Object.keys(labels)

export type UpdateForm = {
  choice: UpdateChoice
  layout: ExportFormatKey
  reason: string
  /** The fingerprint of the report on the page; '' when none was printed yet. */
  seen: string
}

/** Reads the form as posted, or the same fields from an address. */
export function readUpdateForm(
  source: unknown,
  { withLayout }: { withLayout: boolean },
): FormResult<UpdateForm> {
  const form = new FormReader(source)
  const date = (field: 'beginningDate' | 'endingDate') =>
    form.date(field, labels[field], { missing: `Type the ${labels[field]}.` })
  const beginningDate = date('beginningDate')
  const endingDate = date('endingDate')
  if (beginningDate && endingDate && beginningDate > endingDate) {
    form.addError('endingDate', 'Ending Date is before Beginning Date.')
  }
  const period = periodIn(form, labels.period)
  const journal = form
    .text('journal', labels.journal, { limit: 10, missing: 'Type the GL Posting Journal, such as UM.' })
    .toUpperCase()
  if (!/^[A-Z0-9]+$/.test(journal))
    form.addError('journal', 'GL Posting Journal has letters and digits only.')
  return form.result({
    choice: {
      beginningDate,
      endingDate,
      period,
      journal,
      includePayments: form.checkbox('includePayments', labels.includePayments),
      updateAgain: form.checkbox('updateAgain', labels.updateAgain),
    },
    layout: withLayout ? form.choice('layout', labels.layout, exportFormats) : 'csv',
    reason: form.text('reason', labels.reason, { limit: 200 }),
    seen: form.raw('seen', 'The report').slice(0, 100),
  })
}

/** The field `period`; '' when it is no month. */
export function periodIn(form: FormReader, label: string) {
  const period = readPeriod(form.text('period', label, { limit: 20, missing: `Choose the ${label}.` }))
  if (!period) form.addError('period', `${label} is a month, such as October 2026.`)
  return period ?? ''
}

/** The choice as an address, so that a report can be reloaded, kept and printed. */
export function queryOf({ includePayments, updateAgain, ...choice }: UpdateChoice, layout?: string): string {
  const query = new URLSearchParams(choice)
  if (includePayments) query.set('includePayments', 'on')
  if (updateAgain) query.set('updateAgain', 'on')
  if (layout) query.set('layout', layout)
  return query.toString()
}
