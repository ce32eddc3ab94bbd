import { connectionCalled } from '../../connections/connection.ts'
import { connectionIn, ownHolidays } from '../../connections/settings.ts'
import type { Settings } from '../../settings/snapshot.ts'
import type { CompareRules } from './compare-act.ts'
import type { FetchSchedule } from './fetch-schedule.ts'

/** What jobs, files and health call the connection that payments come by. */
export const billProvider = 'bill-provider'

type Connected = NonNullable<ReturnType<typeof connectionCalled>>

export function billConnection(settings: Settings) {
  return connectionIn(settings, connectionCalled(billProvider) as Connected)
}

export function compareRules(settings: Settings): CompareRules {
  const { daysApart, inRegister } = settings.providerPayments
  return { connection: billProvider, daysApart, inRegister, holidays: ownHolidays(billConnection(settings)) }
}

export function fetchSchedule(settings: Settings): FetchSchedule {
  const connection = billConnection(settings)
  return {
    fetchDays: connection.fetchDays,
    fetchHour: connection.fetchHour,
    holidays: new Set(ownHolidays(connection)),
    timeZone: settings.organization.timeZone,
  }
}
