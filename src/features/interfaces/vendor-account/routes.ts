import type { FastifyInstance } from 'fastify'
import { connectionCalled } from '../../../connections/connection.ts'
import type { Deps } from '../../../deps.ts'
import { differences, type SettingsForm, settingsRoutes } from '../../../http/settings-form.ts'
import { formatDateIn } from '../../../lib/dates.ts'
import { labelOf } from '../../../lib/form.ts'
import { checkRoutes } from '../connection/check-routes.ts'
import { tabToCheck } from '../connection/what-to-check.ts'
import { off, type VendorInterface } from '../registry.ts'
import { tabForm } from '../tab.ts'
import { keptFields, readVendorForm, type VendorForm } from './form.ts'
import { saveVendor } from './save.ts'
import { passwordFits, vendorSection } from './settings.ts'

const spaces = 'spaces'

/** The routes of a tab that is a user name and a password at a vendor. */
export function vendorRoutes(scope: FastifyInstance, deps: Deps, vendor: VendorInterface) {
  const { name, choices, askWhom } = vendor
  const section = vendorSection(vendor)
  const connection = connectionCalled(vendor.key)
  const tab = tabForm(deps, vendor, section)
  const form: SettingsForm<VendorForm> = {
    ...tab,
    keptFields,
    template: 'interfaces/vendor-account',
    async data(settings, { submitted }) {
      const { interface: chosen, userName, password, passwordLostAt } = settings[name]
      const zone = settings.organization.timeZone
      const shown = { interface: chosen, userName, ...submitted }
      return {
        ...(await tab.data(settings)),
        ...(connection && { connectionPath: `${tab.path}/connection`, checkPath: `${tab.path}/check` }),
        askWhom,
        password: password && {
          since: formatDateIn(zone, password.setAt),
          storedFor: labelOf(choices, password.storedFor),
          isKept: shown.interface === off.value || passwordFits(settings[name], shown),
        },
        passwordLost: passwordLostAt && formatDateIn(zone, passwordLostAt),
      }
    },
    read: (body, settings) => readVendorForm(body, vendor, settings[name]),
    save: (value, settings, actor, restores) => saveVendor(deps, vendor, value, settings, actor, restores),
    savedMessage: (settings, hint) =>
      tab.savedMessage(settings) +
      (hint === spaces ? ' The Password begins or ends with a space; it was kept as typed.' : ''),
    hintOf: ({ password }) => (password === password.trim() ? undefined : spaces),
    compare(settings, value) {
      const { password } = settings[name]
      const stored = password
        ? `Set ${formatDateIn(settings.organization.timeZone, password.setAt)}`
        : 'Not set'
      const saved = { ...settings[name], password: stored }
      return differences(section.fields, saved, { ...value, password: formatPassword(value) })
    },
  }
  settingsRoutes(scope, deps, form)
  if (connection) {
    checkRoutes(scope, deps, vendor, connection, {
      form,
      toCheck: (value, settings) => tabToCheck(deps, connection, askWhom, value, settings),
    })
  }
  return form
}

function formatPassword({ password, removePassword }: VendorForm) {
  if (password !== '') return 'A new one. It is never shown: type it again below.'
  return removePassword ? 'To be removed' : 'As stored'
}
