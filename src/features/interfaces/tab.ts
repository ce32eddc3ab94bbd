import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import type { SettingsForm } from '../../http/settings-form.ts'
import { formatDateIn } from '../../lib/dates.ts'
import { asSubmitted, type Section } from '../../settings/section.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { type ConnectionStates, connectionStates } from './connection-states.ts'
import { interfaces, off } from './registry.ts'

type Entry = (typeof interfaces)[number]

const pathOf = (key: string) => `${paths.interfaces}/${key}`

/** What the forms of all tabs have in common: the row of tabs with the state of each, and what a save says. */
export function tabForm(deps: Deps, { key, name, label, choices }: Entry, section: Section) {
  return {
    path: pathOf(key),
    permission: 'interfaces.change',
    template: `interfaces/${key}`,
    title: () => `${label} - Interfaces`,
    values: (settings) => asSubmitted(section, settings[name]),
    data: async (settings) => {
      const states = await connectionStates(deps, settings)
      const tabs = tabsOf(settings, states, key)
      return { label, subject: key, interfaces: choices, tabs, here: tabs.find(({ isHere }) => isHere) }
    },
    current: (settings) => settings[name],
    savedMessage: (settings) =>
      settings[name].interface === off.value
        ? `Saved. The ${label} interface to Utility Management is off.`
        : `The ${label} interface to Utility Management is set up and saved.`,
  } satisfies Partial<SettingsForm<unknown>>
}

function tabsOf(settings: Settings, states: ConnectionStates, here: string) {
  return interfaces.map(({ key, name, label }) => {
    const { onSince } = settings[name]
    const since = onSince && `On since ${formatDateIn(settings.organization.timeZone, onSince)}`
    const state = states[key]
    return {
      path: pathOf(key),
      label,
      isHere: key === here,
      // What is set up and does not work yet is not shown as if it did.
      isOn: state ? state.mood === 'good' : onSince !== null,
      mood: state?.mood,
      inShort: state?.inShort ?? since ?? 'Off',
      since,
      state: state?.words,
    }
  })
}
