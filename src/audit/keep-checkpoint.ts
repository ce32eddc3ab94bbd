import type { Deps } from '../deps.ts'
import type { Head } from './audit-store.ts'
import { canKeepCheckpoint, checkpointFile, readCheckpoint, writeCheckpoint } from './checkpoint-file.ts'
import { advanceCheckpoint } from './checkpoint-store.ts'

const everyMs = 60_000

/**
 * Moves the checkpoint in the database and the one outside it: now, every minute and at the end. Once history does not
 * continue them, both stay as they are, as the evidence. At the start, `continues` is whether it did, `isOutside` whether
 * the one outside can be written.
 */
export async function keepCheckpoint(deps: Deps) {
  const { log, config, chainKey } = deps
  const file = checkpointFile(config, chainKey)
  const codeOf = (error: unknown) => ({ code: (error as { code?: string }).code })
  let stood: Head | undefined
  let isBroken = false
  let isWritable = true

  async function note() {
    if (isBroken) return
    try {
      const outside = readCheckpoint(file)
      const head = await advanceCheckpoint(deps, deps.now(), outside)
      isBroken = head === undefined
      if (!head) {
        return log.error('history does not continue what was noted last: run npm run history -- verify')
      }
      // The line is a proof outside this machine: `npm run history -- verify NUMBER:HASH` asks for it.
      if (head.id !== stood?.id) log.info({ record: `${head.id}:${head.hash}` }, 'history stands here')
      stood = head
      if (head.id > (outside?.id ?? 0)) keep(head)
    } catch (error) {
      log.error(codeOf(error), 'where history stands could not be noted')
    }
  }

  /** Where its folder cannot be written, the product runs all the same, with one witness less. */
  function keep(head: Head) {
    try {
      writeCheckpoint(file, head)
      isWritable = true
    } catch (error) {
      if (isWritable) log.warn(codeOf(error), 'the checkpoint of history could not be written')
      isWritable = false
    }
  }

  let noting: Promise<void> | undefined
  // One at a time: a database that has gone silent must not gather them.
  const noteOnce = () => {
    noting ??= note().finally(() => {
      noting = undefined
    })
    return noting
  }
  await noteOnce()
  const continues = !isBroken
  const timer = setInterval(noteOnce, everyMs).unref()
  return {
    continues,
    isOutside: canKeepCheckpoint(config),
    async end() {
      clearInterval(timer)
      await noting
      await noteOnce()
    },
  }
}
