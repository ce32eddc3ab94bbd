import { keyKinds } from './algorithms.ts'
import { type FaultCode, OutboundFault } from './fault.ts'
import { type Line, type LineOptions, openLine } from './sftp-line.ts'
import type { Login } from './sign-in.ts'
import type { Target } from './target.ts'

const notThatKey: FaultCode[] = ['server-key-changed', 'only-old-algorithms']

/**
 * A server may have a key of each kind, and shows one: after an update another than before, or than the one that the
 * provider named. So where it is not an accepted one, it is asked for the others, before that counts as changed. It
 * gets the login for an accepted key only.
 */
export async function openByKnownKey(target: Target, login: Login, options: LineOptions): Promise<Line> {
  try {
    return await openLine(target, login, options)
  } catch (error) {
    if (!isOf(error, ['server-key-changed'])) throw error
    return await openByOtherKey(target, login, options, error)
  }
}

async function openByOtherKey(
  target: Target,
  login: Login,
  options: LineOptions,
  changed: unknown,
): Promise<Line> {
  const passed = ['name', 'allowed', 'reached']
  const onStage: LineOptions['onStage'] = (stage, detail) => {
    if (!passed.includes(stage)) options.onStage(stage, detail)
  }
  for (const keyKind of keyKinds) {
    try {
      return await openLine(target, login, { ...options, onStage, keyKind })
    } catch (error) {
      if (!isOf(error, notThatKey)) throw error
    }
  }
  throw changed
}

const isOf = (error: unknown, codes: FaultCode[]) =>
  error instanceof OutboundFault && codes.includes(error.code)
