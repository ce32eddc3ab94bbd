import { keyKinds } from './algorithms.ts'
import { type FaultCode, OutboundFault, type Stage } from './fault.ts'
import { type Line, type LineOptions, openLine } from './sftp-line.ts'
import type { Login } from './sign-in.ts'
import type { Target } from './target.ts'

const beforeKey: Stage[] = ['name', 'allowed', 'reached']
const noSuchKey: FaultCode[] = ['server-key-changed', 'only-old-algorithms']

/**
 * A server may have a key of each kind, and shows one: after an update another than before, or than the one that the
 * provider named. So where it is not an accepted one, it is asked for the others, before that counts as changed. It
 * gets the login for an accepted key only.
 */
export async function openByKnownKey(target: Target, login: Login, options: LineOptions): Promise<Line> {
  try {
    return await openLine(target, login, options)
  } catch (error) {
    if (!(error instanceof OutboundFault) || error.code !== 'server-key-changed') throw error
    return await openByOtherKey(target, login, options, error)
  }
}

async function openByOtherKey(target: Target, login: Login, options: LineOptions, changed: OutboundFault) {
  const onStage: LineOptions['onStage'] = (stage, detail) => {
    if (!beforeKey.includes(stage)) options.onStage(stage, detail)
  }
  for (const keyKind of keyKinds) {
    try {
      return await openLine(target, login, { ...options, onStage, keyKind })
    } catch (error) {
      if (!(error instanceof OutboundFault)) throw error
      if (noSuchKey.includes(error.code)) continue
      // A server that shows another key and then nothing more has shown another key: silence must not hide that.
      throw [...beforeKey, 'server-key'].includes(error.stage) ? changed : error
    }
  }
  throw changed
}
