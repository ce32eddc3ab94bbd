import { billConnection, fetchDays, hours } from '../../../connections/fields.ts'
import { readDate } from '../../../lib/dates.ts'
import type { FormReader } from '../../../lib/form.ts'

const { fields } = billConnection
const mostHolidays = 60

/** Reads when payments are fetched. */
export function readFetching(form: FormReader) {
  return {
    fetchDays: form.choice('fetchDays', fields.fetchDays.label, fetchDays),
    fetchHour: Number(form.choice('fetchHour', fields.fetchHour.label, hours)),
    holidays: readHolidays(form),
  }
}

/** Days on lines of their own, or with commas or spaces between them. */
function readHolidays(form: FormReader) {
  const { label } = fields.holidays
  const lines = form.lines('holidays', label, { limit: 1_000, most: mostHolidays })
  const written = lines.flatMap((line) => line.split(/[\s,;]+/)).filter((word) => word !== '')
  const wrong = written.find((word) => !readDate(word))
  if (wrong !== undefined)
    form.addError(
      'holidays',
      `“${wrong.slice(0, 40)}” is not a date. Write each day like 12/24/2026, on a line of its own.`,
    )
  if (written.length > mostHolidays)
    form.addError(
      'holidays',
      `${label} has ${written.length} days; ${mostHolidays} are the most. Take out those that are over.`,
    )
  return [...new Set(written.map((word) => readDate(word) ?? word))].sort().join(' ')
}
