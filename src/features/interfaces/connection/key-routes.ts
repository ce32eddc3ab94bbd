import type { FastifyInstance } from 'fastify'
import type { Connection } from '../../../connections/connection.ts'
import { makeLoginKey, takeNextLoginKey } from '../../../connections/login-keys.ts'
import type { Deps } from '../../../deps.ts'
import { refuseStale } from '../../../http/csrf.ts'
import { leadBack } from '../../../http/lead-back.ts'
import { actorOf } from '../../../http/request.ts'
import { formPage, type SettingsForm } from '../../../http/settings-form.ts'
import type { VendorInterface } from '../registry.ts'
import type { ConnectionForm } from './form.ts'

const notesOfMaking = ({ askWhom }: VendorInterface) => ({
  done: `A key is made. Give its public part to ${askWhom}, choose Log in by: Key, and save.`,
  beside: `A new key is made beside the old one, which is used until you press Use the new key. Give the new public part to ${askWhom} first.`,
  not: 'The keys were changed meanwhile, so no other was made. They are below as they are now.',
})

const notesOfTaking = {
  done: 'The new key is used from now on; the old one is gone. Check connection tries it.',
  not: 'The keys were changed meanwhile, so nothing was changed. They are below as they are now.',
}

/** The buttons for the keys to log in with. The form comes back with what was typed, which is not saved by them. */
export function keyRoutes(
  scope: FastifyInstance,
  deps: Deps,
  vendor: VendorInterface,
  connection: Connection,
  form: SettingsForm<ConnectionForm>,
) {
  const config = { permission: form.permission, keptFields: form.keptFields }
  const making = notesOfMaking(vendor)
  const acts = {
    key: async (seen: string, hadKey: boolean, actor: ReturnType<typeof actorOf>) =>
      (await makeLoginKey(deps, connection, seen, actor)) ? making[hadKey ? 'beside' : 'done'] : making.not,
    'key-in-use': async (seen: string, _hadKey: boolean, actor: ReturnType<typeof actorOf>) =>
      (await takeNextLoginKey(deps, connection, seen, actor)) ? notesOfTaking.done : notesOfTaking.not,
  }
  for (const [name, act] of Object.entries(acts)) {
    const address = `${form.path}/${name}`
    scope.post(address, { config }, async (request, reply) => {
      const before = await deps.settings.at(request.user.revision)
      const { submitted, lost } = form.read(request.body, before)
      const stale = refuseStale(request, form.read(request.body, before), 'the button')
      reply.header('hx-push-url', form.path)
      if (stale.status === 403 && !stale.ok)
        return formPage(request, reply, form, before, { status: 403, submitted, errors: stale.errors })
      const { keysSeen } = request.body as { keysSeen?: unknown }
      const hadKey = before[connection.settings].publicKey !== null
      const note = await act(String(keysSeen ?? ''), hadKey, actorOf(request))
      const fresh = await deps.settings.now()
      const again = lost.length > 0 ? ' Type the passwords again: a page never shows one.' : ''
      return formPage(request, reply, form, fresh, { submitted, note: `${note}${again}` })
    })
    leadBack(scope, { permission: 'settings.read' }, [address])
  }
}
