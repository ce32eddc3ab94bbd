import { pino } from 'pino'
import type { Deps } from '../deps.ts'
import { removeTwoStep } from '../features/my-account/two-step/change-two-step.ts'
import { addUser } from '../features/users/add-user.ts'
import { type ChangeOutcome, disableUser, enableUser } from '../features/users/change-user.ts'
import { resetPassword } from '../features/users/reset-password.ts'
import { readNewUserForm } from '../features/users/user-form.ts'
import { momentIn } from '../lib/dates.ts'
import { passwordProblem } from '../lib/password-rules.ts'
import { roles } from '../lib/permissions.ts'
import { openTown } from '../open-town.ts'
import { unlockAddress, unlockUser } from '../people/unlock.ts'
import { findUserByName, listUsers, type User } from '../people/user-store.ts'
import { roleLabel, stateInWords } from '../people/user-view.ts'
import { atTheTerminal, Misunderstood, run } from './command.ts'
import { readPassword } from './read-password.ts'

const usage = `Users, from a terminal; the server may be running.

  npm run user -- add NAME --role administrator   (or editor, or viewer) reads the password from standard input
  npm run user -- list
  npm run user -- disable NAME
  npm run user -- enable NAME
  npm run user -- reset NAME                      prints a one-time password
  npm run user -- unlock NAME                     after too many wrong tries
  npm run user -- unlock-address ADDRESS          after too many failures from it; as history shows it
  npm run user -- two-step-off NAME               for a lost phone`

/** Exit codes: done, refused with a reason. */
const done = 0
const refused = 1

const actor = atTheTerminal()

function say(line: string) {
  console.log(line)
  return done
}

function refuse(reason: string) {
  console.error(reason)
  return refused
}

async function add(deps: Deps, typedName: string, typedRole: string) {
  if (!roles.some(({ value }) => value === typedRole)) {
    return refuse(`The role is one of ${roles.map(({ value }) => value).join(', ')}. Nobody was added.`)
  }
  const form = readNewUserForm({ name: typedName, role: typedRole })
  if (!form.ok) return refuse(form.errors.map(({ message }) => message).join(' '))
  const { name, role } = form.value
  const password = await readPassword()
  const { organization } = await deps.settings.now()
  const problem = passwordProblem(password, { userName: name, organization: organization.name })
  if (problem) return refuse(`${problem} Nobody was added.`)
  if ((await addUser(deps, { name, role, password }, actor)) === 'taken') {
    return refuse(`There is a user ${name} already. Nobody was added.`)
  }
  return say(`${name} is added as ${roleLabel(role)} and can sign in.`)
}

async function list(deps: Deps) {
  const { organization } = await deps.settings.now()
  const users = await listUsers(deps.db)
  if (users.length === 0) return say('There are no users yet.')
  for (const user of users) {
    const state = stateInWords(user, deps.now(), (at) => momentIn(organization.timeZone, at))
    console.log(`${user.name}\t${roleLabel(user.role)}\t${state}`)
  }
  return done
}

async function reset(deps: Deps, user: User) {
  const made = await resetPassword(deps, user.id, actor)
  if (!made) return refuse('There is no such user.')
  const { organization } = await deps.settings.now()
  console.log(made.password)
  console.error(
    `This one-time password of ${user.name} works until ${momentIn(organization.timeZone, made.expiresAt.toISOString())} and has to be changed at the first sign-in. It is not shown again.`,
  )
  return done
}

async function change(outcome: ChangeOutcome, name: string, state: string) {
  if (outcome === 'changed') return say(`${name} is ${state} now.`)
  if (outcome === 'unchanged') return say(`${name} is ${state} already; nothing was changed.`)
  return refuse(
    `${name} is the last administrator who can sign in. Nothing was changed: make somebody else administrator first.`,
  )
}

const acts: Record<string, (deps: Deps, user: User) => Promise<number>> = {
  disable: async (deps, user) => change(await disableUser(deps, user.id, actor), user.name, 'disabled'),
  enable: async (deps, user) => change(await enableUser(deps, user.id, actor), user.name, 'enabled'),
  reset,
  unlock: async (deps, user) =>
    (await unlockUser(deps, user.id, actor))
      ? say(`${user.name} can try to sign in again at once.`)
      : say(`Nothing was counted against ${user.name}; nothing was changed.`),
  'two-step-off': async (deps, user) =>
    (await removeTwoStep(deps, user.id, actor))
      ? say(`Two-step sign-in is off for ${user.name}.`)
      : say(`Two-step sign-in was off for ${user.name} already; nothing was changed.`),
}

async function unlock(deps: Deps, address: string) {
  return (await unlockAddress(deps, address, actor))
    ? say(`${address} is answered again at once.`)
    : say(`Nothing was counted against ${address}; nothing was changed.`)
}

type Command = (deps: Deps) => Promise<number>

function commandOf([verb = '', name, ...more]: string[], role: string | undefined): Command {
  if (more.length > 0 || (role !== undefined) !== (verb === 'add')) throw new Misunderstood()
  if (verb === 'list' && name === undefined) return list
  if (name === undefined) throw new Misunderstood()
  if (role !== undefined) return (deps) => add(deps, name, role)
  if (verb === 'unlock-address') return (deps) => unlock(deps, name.trim())
  const act = Object.hasOwn(acts, verb) ? acts[verb] : undefined
  if (!act) throw new Misunderstood()
  return async (deps) => {
    const user = await findUserByName(deps.db, name.trim())
    return user
      ? act(deps, user)
      : refuse(`There is no user ${name}. \`npm run user -- list\` shows all of them.`)
  }
}

await run(usage, { role: { type: 'string' } }, async ({ positionals, values }, config) => {
  const command = commandOf(positionals, values.role)
  // The first administrator may be added before the first start.
  const town = await openTown(config, new Date(), { mayBegin: values.role !== undefined })
  try {
    return await command({
      config,
      ...town,
      jobs: { wake() {}, cutOff() {} },
      now: () => new Date(),
      log: pino({ level: 'silent' }),
    })
  } finally {
    await town.db.destroy()
  }
})
