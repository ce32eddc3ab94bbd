import { paths } from '../../http/paths.ts'
import { formatDateIn } from '../../lib/dates.ts'
import { labelOf } from '../../lib/form.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { updateMethods } from './general-ledger/settings.ts'
import { interfaces, off } from './registry.ts'

type Entry = (typeof interfaces)[number]

const pathOf = ({ key }: Entry) => `${paths.interfaces}/${key}`

/** Each interface in the words of home: handed in there, so that what watches a connection can tell of it in its place. */
export const interfaceStates = interfaces.map((entry) => (settings: Settings) => {
  const { name, label, choices } = entry
  const { interface: chosen, onSince } = settings[name]
  const isOn = chosen !== off.value
  const method =
    name === 'generalLedger' && isOn
      ? `, ${labelOf(updateMethods, settings.generalLedger.updateMethod)}, Update Payments ${settings.generalLedger.updatePayments ? 'selected' : 'cleared'}`
      : ''
  const since = onSince ? `, since ${formatDateIn(settings.organization.timeZone, onSince)}` : ''
  return {
    label,
    path: pathOf(entry),
    chip: isOn ? { words: 'On', mood: 'good' as const } : { words: 'Off' },
    says: isOn ? `${labelOf(choices, chosen)}${method}${since}` : 'No interface',
  }
})

/** Turning the General Ledger interface on; the others may stay off. */
export const interfaceSteps = {
  asks: () => ({}),

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
