import { versionOf } from '../../multispeak/version.ts'
import type { Settings } from '../../settings/snapshot.ts'

/** Whether something is told to a vendor over MultiSpeak at all. */
export function isTold({ prepaidMetering: { interface: chosen } }: Settings) {
  return versionOf(chosen) !== undefined
}
