import { connectionState } from '../../connections/state.ts'
import type { Answers, Question } from '../../db/ask-together.ts'
import type { Db } from '../../db/db.ts'
import { paths } from '../../http/paths.ts'
import { askHealth, healthAmong } from '../../jobs/health-store.ts'
import { formatDateIn } from '../../lib/dates.ts'
import { labelOf } from '../../lib/form.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { connectionsInUse } from './connection-states.ts'
import { updateMethods } from './general-ledger/settings.ts'
import { interfaces, off } from './registry.ts'

type Entry = (typeof interfaces)[number]

const pathOf = ({ key }: Entry) => `${paths.interfaces}/${key}`

/** Each interface in the words of home: handed in there, so that what watches a connection can tell of it in its place. */
export const interfaceStates = interfaces.map(
  (entry) => (settings: Settings, answers: Answers, now: Date) => {
    const { name, label, choices } = entry
    const { interface: chosen, onSince } = settings[name]
    const isOn = chosen !== off.value
    const method =
      name === 'generalLedger' && isOn
        ? `, ${labelOf(updateMethods, settings.generalLedger.updateMethod)}, Update Payments ${settings.generalLedger.updatePayments ? 'selected' : 'cleared'}`
        : ''
    const state = stateOf(entry, settings, answers, now)
    const since = onSince ? `, since ${formatDateIn(settings.organization.timeZone, onSince)}` : ''
    return {
      label,
      path: pathOf(entry),
      chip: state
        ? { words: state.words, mood: state.mood }
        : isOn
          ? { words: 'On', mood: 'good' as const }
          : { words: 'Off' },
      says: isOn ? `${labelOf(choices, chosen)}${method}${since}` : 'No interface',
    }
  },
)

/** What is set up and does not work is not called on. */
function stateOf({ key }: Entry, settings: Settings, { health = [] }: Answers, now: Date) {
  const connection = connectionsInUse(settings).find(({ name }) => name === key)
  return connection && connectionState(settings, connection, healthAmong(health, connection.name), now)
}

/** Turning the General Ledger interface on; the others may stay off. */
export const interfaceSteps = {
  asks: (db: Db, _month: unknown, settings: Settings): Record<string, Question> =>
    connectionsInUse(settings).length > 0 ? { health: askHealth(db) } : {},

  tells: (_answers: unknown, { settings }: { settings: Settings }) => [
    {
      label: 'Interfaces',
      path: paths.generalLedger,
      isDone: settings.generalLedger.interface !== off.value,
      says: interfaces.map((entry) => ({
        words: `${entry.label}: ${labelOf(entry.choices, settings[entry.name].interface)}`,
        path: pathOf(entry),
      })),
      act: {
        label: 'Turn on General Ledger',
        path: paths.generalLedger,
        permission: 'interfaces.change' as const,
      },
    },
  ],
}
