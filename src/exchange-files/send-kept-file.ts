import type { Db } from '../db/db.ts'
import type { JobAct } from '../jobs/job.ts'
import { OutboundFault } from '../outbound/fault.ts'
import type { FileSession } from '../outbound/file-session.ts'
import { pathIn } from '../outbound/sftp-files.ts'
import type { Target } from '../outbound/target.ts'
import { readFileChunks } from './files-store.ts'

/** A kept file that is sent as it is, and where; frozen in the job. */
export type FileToSend = {
  fileId: number
  /** Whose account at which server: it goes to no other. */
  place: string
  folder: string
  name: string
  size: number
}

/** `isLook`: it may have arrived already, so nothing is written. */
export type SendWork<Content extends FileToSend> = Content & { target: Target; isLook: boolean }

export type SendAnswer = { usedNextPassword: boolean } & (
  | { is: 'sent'; size: number }
  /** Surely not there: what was written of it lay under its passing name, and is taken away. */
  | { is: 'not-arrived' }
  /** Nothing is there under either name: it never arrived, or the other side has taken it away. */
  | { is: 'absent' }
  /** Something else is there under its name. */
  | { is: 'another'; size: number }
  | { is: 'unknown' | 'not-sent'; sentence: string }
)

/** Keeps that the file may have arrived from now on, or, where `at` is null, that nothing of it is there. */
type NoteWriteBegan<Content> = (db: Db, content: Content, at: string | null) => Promise<unknown>

/** Writes a kept file into the other side's folder and sees it there; or looks whether one that may be there is. */
export function sendKeptFile<Content extends FileToSend>(
  noteWriteBegan: NoteWriteBegan<Content>,
): JobAct<SendWork<Content>, SendAnswer> {
  return async ({ db, now, signal }, work) => {
    const { folder, name, size, fileId, target } = work
    // Only here does the process need it: imports, which are done by the same, begin sooner without.
    const { openFiles } = await import('../outbound/sftp.ts')
    const session = await openFiles(target, { signal })
    const { usedNextPassword } = session
    try {
      if (work.isLook) return { usedNextPassword, ...(await lookFor(session, work)) }
      await noteWriteBegan(db, work, now().toISOString())
      await session.write(folder, name, size, readFileChunks(db, fileId))
      return { usedNextPassword, is: 'sent', size }
    } catch (error) {
      if (!(error instanceof OutboundFault)) throw error
      const { code, sentence } = error
      if (code === 'answer-lost') return { usedNextPassword, is: 'unknown', sentence }
      if (!work.isLook) await noteWriteBegan(db, work, null)
      if (code === 'name-exists') return { usedNextPassword, is: 'not-sent', sentence }
      throw error
    } finally {
      await session.close()
    }
  }
}

async function lookFor(session: FileSession, { folder, name, size }: FileToSend) {
  const path = pathIn(folder, name)
  const part = await session.look(`${path}.part`)
  // First, so that a rename that comes late finds nothing.
  if (part) await session.remove(`${path}.part`)
  const there = await session.look(path)
  if (!there) return part ? { is: 'not-arrived' as const } : { is: 'absent' as const }
  return there.size === size ? { is: 'sent' as const, size } : { is: 'another' as const, size: there.size }
}
