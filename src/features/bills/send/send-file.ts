import { readFileChunks } from '../../../exchange-files/files-store.ts'
import type { JobAct } from '../../../jobs/job.ts'
import { OutboundFault } from '../../../outbound/fault.ts'
import type { FileSession } from '../../../outbound/file-session.ts'
import { pathIn } from '../../../outbound/sftp-files.ts'
import type { Target } from '../../../outbound/target.ts'
import { noteWriteBegan } from '../sends-store.ts'

/** What is sent, and where; frozen in the job. */
export type SendContent = {
  runId: number
  sendId: number
  /** Of the run's sends. */
  number: number
  fileId: number
  /** Whose account at which server: it goes to no other. */
  place: string
  folder: string
  name: string
  size: number
}

/** `isLook`: it may have arrived already, so nothing is written. */
export type SendWork = SendContent & { target: Target; isLook: boolean }

export type SendAnswer = { usedNextPassword: boolean } & (
  | { is: 'sent'; size: number }
  /** Surely not there: what was written of it lay under its passing name, and is taken away. */
  | { is: 'not-arrived' }
  /** Nothing is there under either name: it never arrived, or the provider has taken it away. */
  | { is: 'absent' }
  /** Something else is there under its name. */
  | { is: 'another'; size: number }
  | { is: 'unknown' | 'not-sent'; sentence: string }
)

/** Writes a file into the provider's folder and sees it there; or looks whether one that may be there is. */
export const sendFile: JobAct<SendWork, SendAnswer> = async ({ db, now, signal }, work) => {
  const { folder, name, size, fileId, sendId, target } = work
  // Only here does the process need it: imports, which are done by the same, begin sooner without.
  const { openFiles } = await import('../../../outbound/sftp.ts')
  const session = await openFiles(target, { signal })
  const { usedNextPassword } = session
  try {
    if (work.isLook) return { usedNextPassword, ...(await lookFor(session, work)) }
    await noteWriteBegan(db, sendId, now().toISOString())
    await session.write(folder, name, size, readFileChunks(db, fileId))
    return { usedNextPassword, is: 'sent', size }
  } catch (error) {
    if (!(error instanceof OutboundFault)) throw error
    const { code, sentence } = error
    if (code === 'answer-lost') return { usedNextPassword, is: 'unknown', sentence }
    if (!work.isLook) await noteWriteBegan(db, sendId, null)
    if (code === 'name-exists') return { usedNextPassword, is: 'not-sent', sentence }
    throw error
  } finally {
    await session.close()
  }
}

async function lookFor(session: FileSession, { folder, name, size }: SendContent) {
  const path = pathIn(folder, name)
  const part = await session.look(`${path}.part`)
  // First, so that a rename that comes late finds nothing.
  if (part) await session.remove(`${path}.part`)
  const there = await session.look(path)
  if (!there) return part ? { is: 'not-arrived' as const } : { is: 'absent' as const }
  return there.size === size ? { is: 'sent' as const, size } : { is: 'another' as const, size: there.size }
}
