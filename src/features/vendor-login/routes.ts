import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { leadBack } from '../../http/lead-back.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf } from '../../http/request.ts'
import { isPanelRequest } from '../../http/security.ts'
import type { FieldError } from '../../lib/form.ts'
import { versionOf } from '../../multispeak/version.ts'
import { readMakingForm } from './form.ts'
import { endVendorPassword, makeVendorLogin, unlockVendorLogin } from './make-login.ts'
import { findVendorLogin } from './vendor-login-store.ts'
import { loginView, trail } from './vendor-login-view.ts'

const messages: Record<string, string> = {
  // What a cookie says is looked up here: it finds nothing that objects have by themselves.
  __proto__: null as never,
  ended: 'The password is ended. The vendor cannot ask with it any more.',
  unlocked: 'The vendor can try again now.',
}

const changedMeanwhile: FieldError = {
  field: '',
  message: 'The passwords were changed meanwhile, so no other was made. They are below as they are now.',
}
const notMultiSpeak: FieldError = {
  field: '',
  message: 'Choose MultiSpeak 3.0 or 4.1 on Prepaid Metering first: the vendor is not answered otherwise.',
}

type View = { status?: number; errors?: FieldError[]; overlap?: string; said?: string | undefined }

/** The login with which the vendor asks here: what its engineer has to know, and its passwords. */
export function vendorLoginRoutes(scope: FastifyInstance, deps: Deps) {
  const config = { permission: 'connections.change' } as const
  const path = paths.vendorLogin
  const acts = { making: `${path}/password`, ending: `${path}/ending`, unlocking: `${path}/tries` }

  async function show(request: FastifyRequest, reply: FastifyReply, view: View) {
    const all = await deps.settings.at(request.user.revision)
    const login = await findVendorLogin(deps.db, deps.now())
    const { status = 200, errors, overlap, said } = view
    return renderPage(request, reply.status(status), {
      template: 'vendor-login/login',
      title: 'Vendor’s login - Prepaid Metering',
      trail,
      data: {
        errors,
        errorHeading: 'Nothing was made',
        message: said && messages[said],
        note: said === 'unchanged' ? 'Nothing was changed: it was so already.' : undefined,
        acts,
        ...loginView(all, login, { origin: request.ownOrigin, now: deps.now(), overlap }),
      },
    })
  }

  async function answer(request: FastifyRequest, reply: FastifyReply, code: string) {
    if (isPanelRequest(request)) return show(request, reply.header('hx-push-url', path), { said: code })
    reply.flash(code)
    return reply.redirect(path, 303)
  }

  scope.get(path, { config }, async (request, reply) => show(request, reply, { said: reply.takeFlash() }))
  leadBack(scope, config, Object.values(acts))

  scope.post(acts.making, { config }, async (request, reply) => {
    const form = readMakingForm(request.body)
    if (!form.ok) return show(request, reply, { status: 422, errors: form.errors, ...form.submitted })
    const all = await deps.settings.now()
    if (!versionOf(all.prepaidMetering.interface))
      return show(request, reply, { status: 409, errors: [notMultiSpeak] })
    const made = await makeVendorLogin(deps, form.value, actorOf(request))
    if (!made) return show(request, reply, { status: 409, errors: [changedMeanwhile], ...form.submitted })
    return renderPage(request, reply, {
      template: 'vendor-login/made',
      title: 'Password for the vendor - Prepaid Metering',
      trail: [...trail, ['Vendor’s login', path]],
      data: { ...made, company: all.prepaidMeteringConnection.company },
    })
  })

  scope.post(acts.ending, { config }, async (request, reply) => {
    const { password } = (request.body ?? {}) as { password?: unknown }
    const id = /^\d{1,9}$/.test(String(password)) ? Number(password) : 0
    const isEnded = await endVendorPassword(deps, id, actorOf(request))
    return answer(request, reply, isEnded ? 'ended' : 'unchanged')
  })

  scope.post(acts.unlocking, { config }, async (request, reply) =>
    answer(request, reply, (await unlockVendorLogin(deps, actorOf(request))) ? 'unlocked' : 'unchanged'),
  )
}
