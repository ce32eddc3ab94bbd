import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { paths } from '../../../http/paths.ts'
import { actorOf } from '../../../http/request.ts'
import type { FieldError } from '../../../lib/form.ts'
import { qrPicture } from '../../../lib/qr-picture.ts'
import { seedAddress } from '../../../lib/totp.ts'
import { enrolmentSeed } from './enrolment.ts'
import { readCodeForm } from './form.ts'
import { codesPage, onward, own, page } from './page.ts'
import { turnOnTwoStep } from './turn-on.ts'

const wrong =
  'This is not the code the app shows now. Check that the phone has the right time, and type the newest code.'

/** The page with the QR code, once the password was given. */
export function setUpPage(request: FastifyRequest, reply: FastifyReply, seed: string, errors?: FieldError[]) {
  return page(request, reply, {
    template: 'authenticator',
    heading: 'Set up an authenticator app',
    errors,
    seed: seed.replace(/(.{4})(?=.)/g, '$1 '),
    picture: qrPicture(seedAddress(seed, request.user.name)),
  })
}

export function authenticatorRoutes(scope: FastifyInstance, deps: Deps) {
  scope.post(paths.twoStepCode, own, async (request, reply) => {
    const seed = enrolmentSeed(deps, request)
    if (!seed) return onward(request, reply, paths.twoStep)
    const form = readCodeForm(request.body)
    if (!form.ok) return setUpPage(request, reply, seed, form.errors)
    const code = form.value.code.replace(/[\s-]/g, '')
    const outcome = await turnOnTwoStep(deps, { seed, code }, actorOf(request))
    if (outcome === 'wrong') return setUpPage(request, reply, seed, [{ field: 'code', message: wrong }])
    request.session.enrolment = undefined
    request.user.hasTwoStep = true
    return codesPage(request, reply, outcome.recoveryCodes)
  })
}
