import { formatDate } from '../../lib/dates.ts'
import { FormReader, type FormResult } from '../../lib/form.ts'
import type { PrepaidAccount } from './account.ts'

export const meterFields = ['outReading', 'inMeter', 'inReading', 'date']

type MeterForm = {
  outMeter: string
  outReading: string
  inMeter: string
  inReading: string
  date: string
}

const reading = /^\d{1,12}(\.\d{1,6})?$/

/** Reads which meter took the place of an account's; `today` is YYYY-MM-DD in the town. */
export function readMeterForm(
  body: unknown,
  { meter }: Pick<PrepaidAccount, 'meter'>,
  today: string,
): FormResult<MeterForm> {
  const form = new FormReader(body)
  const shown = (field: string, label: string, missing: string) => {
    const text = form.text(field, label, { limit: 20, missing }).replaceAll(',', '')
    if (text !== '' && !reading.test(text))
      form.addError(field, `${label} is not a reading: type the figures that the meter shows.`)
    return text
  }
  const outReading = shown(
    'outReading',
    'Last reading of the old meter',
    'Type what the old meter showed last.',
  )
  const inMeter = form.identifier('inMeter', 'New meter', {
    limit: 60,
    missing: 'Type the number of the new meter.',
  })
  if (inMeter !== '' && inMeter === meter)
    form.addError('inMeter', `The account has the meter ${meter} already.`)
  const inReading = shown(
    'inReading',
    'First reading of the new meter',
    'Type what the new meter shows first.',
  )
  const date = form.date('date', 'Exchanged on', { missing: 'Type the day of the exchange.' })
  if (date > today) form.addError('date', `The day of the exchange is after today, ${formatDate(today)}.`)
  return form.result({ outMeter: meter, outReading, inMeter, inReading, date })
}
