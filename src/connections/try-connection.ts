import type { Db } from '../db/db.ts'
import { OutboundFault } from '../outbound/fault.ts'
import { openFiles } from '../outbound/sftp.ts'
import type { Target } from '../outbound/target.ts'
import { type CheckOutcome, type CheckStage, noteStages } from './checks-store.ts'

export type CheckWork = {
  check: number
  target: Target
  folders: { label: string; path: string }[]
  deadlineMs: number
}

/**
 * Connects, signs in, opens the file session and lists the folders, noting each stage as it is done; writes nothing there.
 * It runs in a process of its own, which alone is given the password.
 */
export async function tryConnection(db: Db, work: CheckWork): Promise<CheckOutcome> {
  const stages: CheckStage[] = []
  let written = Promise.resolve()
  const note = (stage: string, detail: string) => {
    stages.push({ stage, detail })
    // Where a stage cannot be noted the page shows it a little later.
    written = written.then(() => noteStages(db, work.check, stages)).catch(() => undefined)
  }
  const signal = AbortSignal.timeout(work.deadlineMs)
  try {
    const session = await openFiles(work.target, { signal, onStage: note })
    try {
      for (const { label, path } of work.folders) {
        const { length } = await session.list(path || '.')
        note('folders', `${label}${path && ` (${path})`}: ${length === 1 ? '1 file' : `${length} files`}`)
      }
    } finally {
      await session.close()
    }
    const { serverKey, usedNextPassword } = session
    return { isGood: true, serverKey, usedNextPassword }
  } catch (error) {
    if (!(error instanceof OutboundFault)) throw error
    const { stage, code, sentence, forProvider, said, serverKey } = error
    const more = { ...(said !== undefined && { said }), ...(serverKey !== undefined && { serverKey }) }
    return { isGood: false, stage, code, sentence, forProvider, ...more }
  } finally {
    await written
  }
}
