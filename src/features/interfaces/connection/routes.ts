import type { FastifyInstance } from 'fastify'
import type { Connection } from '../../../connections/connection.ts'
import { connectionIn, isByHand } from '../../../connections/settings.ts'
import type { Deps } from '../../../deps.ts'
import { paths } from '../../../http/paths.ts'
import { differences, type SettingsForm, settingsRoutes } from '../../../http/settings-form.ts'
import { asSubmitted, type Section } from '../../../settings/section.ts'
import { connectionStates } from '../connection-states.ts'
import type { VendorInterface } from '../registry.ts'
import { checkRoutes } from './check-routes.ts'
import { connectionView } from './connection-view.ts'
import { type ConnectionForm, readConnectionForm } from './form.ts'
import { keyRoutes } from './key-routes.ts'
import { saveConnection } from './save.ts'
import { pageToCheck } from './what-to-check.ts'

const accepted = 'accepted'

/** What there is to say of a save, by the word that stands for it. */
const savedWords = new Map([
  [
    accepted,
    'The server key is accepted and the connection is saved. Check connection again: now it logs in.',
  ],
  [
    'us',
    'The connection is saved. Payments recorded from now on are sent; what the vendor has not asked for until now is listed on Balances.',
  ],
  [
    'vendor',
    'The connection is saved. Payments recorded from now on wait for the vendor to ask; what was to be sent before is still sent.',
  ],
])

/** The page Connection below the tab of an interface: its form, which history can fill in with an earlier state. */
function connectionForm(deps: Deps, vendor: VendorInterface, connection: Connection) {
  const { account, settings: name, fields } = connection
  const { password: _, nextPassword: __, ...kept } = fields
  const section = deps.settings.sections.find((one) => one.name === name) as Section
  const tab = `${paths.interfaces}/${vendor.key}`
  const form: SettingsForm<ConnectionForm> = {
    path: `${tab}/connection`,
    permission: 'connections.change',
    keptFields: [...Object.keys(kept), 'removeNextPassword'],
    template: 'interfaces/connection',
    title: () => `Connection - ${vendor.label}`,
    trail: [[vendor.label, tab]],
    values: (all) => {
      const sent = asSubmitted(section, connectionIn(all, connection))
      return { ...sent, ...(sent.holidays && { holidays: sent.holidays.replaceAll(' ', '\n') }) }
    },
    data: async (all, { submitted }) => ({
      subject: section.subject,
      state: (await connectionStates(deps, all))[connection.name],
      ...{ tab, checkPath: `${tab}/connection/check`, keyPath: `${tab}/connection/key` },
      ...connectionView(all, vendor, connection, submitted),
    }),
    read: (body, all) =>
      readConnectionForm(body, all, { connection, askWhom: vendor.askWhom, now: deps.now() }),
    save: (value, all, actor, restores) => saveConnection(deps, connection, value, all, actor, restores),
    current: (all) => all[name],
    savedMessage: (all, hint = '') =>
      savedWords.get(hint) ??
      (isByHand(all[name], all[account].interface)
        ? 'The connection is saved: files are exchanged by hand.'
        : 'The connection is saved.'),
    hintOf: ({ acceptsKey, turnsTo }) => (acceptsKey ? accepted : turnsTo),
    compare: (all, value) => {
      const stored = all[account].password ? 'As stored' : 'Not set'
      const typed = (text: string) =>
        text === '' ? stored : 'A new one. It is never shown: type it again below.'
      const saved = {
        ...all[name],
        password: stored,
        nextPassword: all[name].nextPassword ? 'As stored' : 'Not set',
      }
      const { password, nextPassword } = value
      return differences(fields, saved, {
        ...value,
        password: typed(password),
        nextPassword: nextPassword === '' ? saved.nextPassword : typed(nextPassword),
      })
    },
  }
  return form
}

export function connectionRoutes(
  scope: FastifyInstance,
  deps: Deps,
  vendor: VendorInterface,
  connection: Connection,
) {
  const form = connectionForm(deps, vendor, connection)
  settingsRoutes(scope, deps, form)
  keyRoutes(scope, deps, vendor, connection, form)
  checkRoutes(scope, deps, vendor, connection, {
    form,
    toCheck: (value, all) => pageToCheck(deps, connection, value, all),
  })
  return form
}
