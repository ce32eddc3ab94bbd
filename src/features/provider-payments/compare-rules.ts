import { billProvider, connectionCalled } from '../../connections/connection.ts'
import { connectionIn, ownHolidays } from '../../connections/settings.ts'
import type { Settings } from '../../settings/snapshot.ts'
import type { CompareRules } from './compare-act.ts'
import type { FetchSchedule } from './fetch-schedule.ts'

export function billConnection(settings: Settings) {
  return connectionIn(settings, connectionCalled(billProvider))
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
