import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { answerPage, answerSave, differences, type SettingsForm } from '../../../http/settings-form.ts'
import { dayIn } from '../../../lib/dates.ts'
import type { Settings, SettingsReader } from '../../../settings/snapshot.ts'
import { labelOf, off } from '../settings.ts'
import { tabPage } from '../tab-page.ts'
import { tabs } from '../tabs.ts'
import { keptFields, readVendorForm, type VendorForm } from './form.ts'
import { saveVendor } from './save.ts'
import { labels, passwordFits, type Vendor, type VendorSettings } from './settings.ts'

const spaces = 'spaces'

/** The routes of a tab that is a user name and a password at a vendor. */
export function vendorRoutes(
  scope: FastifyInstance,
  deps: Deps,
  settings: SettingsReader,
  vendor: Vendor,
  of: (settings: Settings) => VendorSettings,
) {
  const { path } = tabs.find(({ key }) => key === vendor.key) as (typeof tabs)[number]
  const form: SettingsForm<VendorForm> = {
    path,
    page(request, reply, settings, view) {
      const current = of(settings)
      const zone = settings.organization.timeZone
      const chosen = { interface: current.interface, userName: current.userName, ...view.submitted }
      const password = current.password && {
        since: dayIn(zone, current.password.setAt),
        storedFor: labelOf(vendor.interfaces, current.password.storedFor),
        storedUser: current.password.storedUser,
        keptFields: chosen.interface === off.value || passwordFits(current, chosen),
      }
      const passwordLost = current.passwordLostAt && dayIn(zone, current.passwordLostAt)
      const data = {
        current,
        form: view.submitted ?? current,
        interfaces: vendor.interfaces,
        password,
        passwordLost,
      }
      return tabPage(request, reply, { key: vendor.key, settings, view, data })
    },
    read: (body, settings) => readVendorForm(body, vendor, of(settings)),
    save: (value, settings, actor, origin) => saveVendor(deps, vendor, value, of(settings), actor, origin),
    current: of,
    saved(settings, hint) {
      const said =
        of(settings).interface === 'none'
          ? `Saved. The ${vendor.label} interface to Utility Management is off.`
          : `The ${vendor.label} interface to Utility Management is set up and saved.`
      return hint === spaces
        ? `${said} The Password begins or ends with a space; it was kept as typed.`
        : said
    },
    hintOf: ({ password }) => (password === password.trim() ? undefined : spaces),
    compare(settings, value) {
      const current = of(settings)
      return differences(
        labels,
        {
          interface: labelOf(vendor.interfaces, current.interface),
          userName: current.userName,
          password: current.password
            ? `Set ${dayIn(settings.organization.timeZone, current.password.setAt)}`
            : 'Not set',
        },
        {
          interface: labelOf(vendor.interfaces, value.interface),
          userName: value.userName,
          password: passwordInWords(value),
        },
      )
    },
  }
  scope.get(form.path, { config: { permission: 'settings.read' } }, (request, reply) =>
    answerPage(request, reply, settings, form),
  )
  scope.post(form.path, { config: { permission: 'interfaces.change', keptFields } }, (request, reply) =>
    answerSave(request, reply, deps, settings, form),
  )
  return form
}

function passwordInWords({ password, removePassword }: VendorForm) {
  if (password !== '') return 'A new one. It is never shown: type it again below.'
  return removePassword ? 'To be removed' : 'As stored'
}
