import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { httpProblems } from '../../../http/errors.ts'
import { paths } from '../../../http/paths.ts'
import { actorOf } from '../../../http/request.ts'
import type { FieldError } from '../../../lib/form.ts'
import { twoStepIsRequired } from '../../../lib/permissions.ts'
import { qrPicture } from '../../../lib/qr-picture.ts'
import { seedAddress } from '../../../lib/totp.ts'
import { removeTwoStep, renewRecoveryCodes, turnOnTwoStep } from './change-two-step.ts'
import { enrolmentSeed, startEnrolment } from './enrolment.ts'
import { readCodeForm } from './form.ts'
import { codesPage, onward, own, page, passwordProblems, twoStepHeading } from './page.ts'
import { countRecoveryCodes } from './store.ts'

const wrong =
  'This is not the code the app shows now. Check that the time on the phone is right, and type the newest code.'

/** The page with the QR code, once the password was given. */
function setUpPage(request: FastifyRequest, reply: FastifyReply, seed: string, errors?: FieldError[]) {
  return page(request, reply, {
    template: 'authenticator',
    heading: 'Set up an authenticator app',
    errors,
    seed: seed.replace(/(.{4})(?=.)/g, '$1 '),
    picture: qrPicture(seedAddress(seed, request.user.name)),
  })
}

function authenticatorRoutes(scope: FastifyInstance, deps: Deps) {
  scope.get(paths.twoStepCode, own, (_request, reply) => reply.redirect(paths.twoStepAuthenticator, 303))

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

/** What can be done while it is on; each page asks for the password again. */
const acts = {
  [paths.twoStepAuthenticator]: {
    heading: 'Use another authenticator app',
    text: 'The app you use now keeps working until the new one is set up.',
    button: 'Continue',
  },
  [paths.twoStepRecoveryCodes]: {
    heading: 'New recovery codes',
    text: 'You get ten new codes. The old ones stop working.',
    button: 'Make new codes',
  },
  [paths.twoStepOff]: {
    heading: 'Turn off two-step sign-in',
    text: 'Your password alone will be enough to sign in. Your recovery codes stop working.',
    button: 'Turn off',
  },
}
type Act = keyof typeof acts

function actPage(request: FastifyRequest, reply: FastifyReply, path: Act, errors?: FieldError[]) {
  return page(request, reply, { template: 'confirm', path, ...acts[path], errors })
}

/** My account, Two-step sign-in. */
export function twoStepRoutes(scope: FastifyInstance, deps: Deps) {
  const isRequired = ({ user }: FastifyRequest) => twoStepIsRequired(deps.config.twoStep, user.role)

  async function startPage(request: FastifyRequest, reply: FastifyReply, errors?: FieldError[]) {
    const { hasTwoStep, id } = request.user
    return page(request, reply, {
      template: hasTwoStep ? 'on' : 'start',
      heading: twoStepHeading,
      errors,
      isRequired: isRequired(request),
      codesLeft: hasTwoStep ? await countRecoveryCodes(deps.db, id) : 0,
      message: reply.takeFlash() === 'off' ? 'Two-step sign-in is off.' : undefined,
    })
  }

  scope.get(paths.twoStep, own, (request, reply) => startPage(request, reply))

  scope.get(paths.twoStepOffer, own, (request, reply) =>
    page(request, reply, { template: 'offer', heading: 'Turn on two-step sign-in?' }),
  )

  for (const path of Object.keys(acts) as Act[]) {
    scope.get(path, own, async (request, reply) => {
      const seed = path === paths.twoStepAuthenticator ? enrolmentSeed(deps, request) : undefined
      if (seed) return setUpPage(request, reply, seed)
      const isOffered = request.user.hasTwoStep && !(path === paths.twoStepOff && isRequired(request))
      return isOffered ? actPage(request, reply, path) : onward(request, reply, paths.twoStep)
    })
  }

  scope.post(paths.twoStepAuthenticator, own, async (request, reply) => {
    const errors = await passwordProblems(deps, request)
    if (errors && request.user.hasTwoStep) return actPage(request, reply, paths.twoStepAuthenticator, errors)
    if (errors) return startPage(request, reply, errors)
    startEnrolment(deps, request)
    return onward(request, reply, paths.twoStepAuthenticator)
  })

  scope.post(paths.twoStepRecoveryCodes, own, async (request, reply) => {
    if (!request.user.hasTwoStep) return onward(request, reply, paths.twoStep)
    const errors = await passwordProblems(deps, request)
    if (errors) return actPage(request, reply, paths.twoStepRecoveryCodes, errors)
    return codesPage(request, reply, await renewRecoveryCodes(deps, actorOf(request)))
  })

  scope.post(paths.twoStepOff, own, async (request, reply) => {
    if (isRequired(request)) throw httpProblems.forbidden()
    const errors = await passwordProblems(deps, request)
    if (errors) return actPage(request, reply, paths.twoStepOff, errors)
    await removeTwoStep(deps, request.user.id, actorOf(request))
    reply.flash('off')
    return reply.redirect(paths.twoStep, 303)
  })

  authenticatorRoutes(scope, deps)
}
