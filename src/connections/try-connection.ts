import type { Db } from '../db/db.ts'
import { OutboundFault } from '../outbound/fault.ts'
import { openFiles } from '../outbound/sftp.ts'
import type { Target } from '../outbound/target.ts'
import { type CheckOutcome, type CheckStage, noteStages } from './checks-store.ts'
import { tryVendor, type VendorToTry } from './try-vendor.ts'

type FilesToTry = { target: Target; folders: { label: string; path: string }[] }

/** A server of files, or a vendor that is asked by messages. */
export type ToTry = FilesToTry | VendorToTry

/** `begunAt`: ISO 8601, UTC. */
export type CheckWork = ToTry & { check: number; begunAt: string; deadlineMs: number }

export type Trying = { signal: AbortSignal; at: Date; note: (stage: string, detail: string) => void }

/**
 * Goes through the stages of a connection, noting each as it is done; nothing is written on the other side. It runs in a
 * process of its own, which alone is given the password.
 */
export async function tryConnection(db: Db, work: CheckWork): Promise<CheckOutcome> {
  const stages: CheckStage[] = []
  let written = Promise.resolve()
  const note = (stage: string, detail: string) => {
    stages.push({ stage, detail })
    // Where a stage cannot be noted the page shows it a little later.
    written = written.then(() => noteStages(db, work.check, stages)).catch(() => undefined)
  }
  const trying = { signal: AbortSignal.timeout(work.deadlineMs), at: new Date(work.begunAt), note }
  try {
    return await ('vendor' in work ? tryVendor(work, trying) : tryFiles(work, trying))
  } catch (error) {
    if (!(error instanceof OutboundFault)) throw error
    const { stage, code, sentence, forProvider, said, serverKey } = error
    const more = { ...(said !== undefined && { said }), ...(serverKey !== undefined && { serverKey }) }
    return { isGood: false, stage, code, sentence, forProvider, ...more }
  } finally {
    await written
  }
}

/** Connects, signs in, opens the file session and lists the folders. */
async function tryFiles({ target, folders }: FilesToTry, { signal, note }: Trying): Promise<CheckOutcome> {
  const session = await openFiles(target, { signal, onStage: note })
  try {
    for (const { label, path } of folders) {
      const { length } = await session.list(path || '.')
      note('folders', `${label}${path && ` (${path})`}: ${length === 1 ? '1 file' : `${length} files`}`)
    }
  } finally {
    await session.close()
  }
  return { isGood: true, usedNextPassword: session.usedNextPassword }
}
