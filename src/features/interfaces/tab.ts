import { paths } from '../../http/paths.ts'
import type { SettingsForm } from '../../http/settings-form.ts'
import { formatDateIn } from '../../lib/dates.ts'
import { asSubmitted, type Section } from '../../settings/section.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { interfaces, off } from './registry.ts'

type Entry = (typeof interfaces)[number]

const pathOf = (key: string) => `${paths.interfaces}/${key}`

/** What the forms of all tabs have in common: the row of tabs with the state of each, and what a save says. */
export function tabForm({ key, name, label, choices }: Entry, section: Section) {
  return {
    path: pathOf(key),
    permission: 'interfaces.change',
    template: `interfaces/${key}`,
    title: () => `${label} - Interfaces`,
    values: (settings) => asSubmitted(section, settings[name]),
    data: (settings) => ({ label, subject: key, interfaces: choices, tabs: tabsOf(settings, key) }),
    current: (settings) => settings[name],
    savedMessage: (settings) =>
      settings[name].interface === off.value
        ? `Saved. The ${label} interface to Utility Management is off.`
        : `The ${label} interface to Utility Management is set up and saved.`,
  } satisfies Partial<SettingsForm<unknown>>
}

function tabsOf(settings: Settings, here: string) {
  return interfaces.map(({ key, name, label }) => {
    const { onSince } = settings[name]
    return {
      path: pathOf(key),
      label,
      isHere: key === here,
      isOn: onSince !== null,
      since: onSince && formatDateIn(settings.organization.timeZone, onSince),
    }
  })
}
