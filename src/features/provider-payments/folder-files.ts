import type { RemoteFile } from '../../outbound/file-session.ts'
import type { Look } from './looks-store.ts'

/** Two looks at a file have to be so far apart to say that nobody is writing it any more. */
const apartMs = 55_000

/** Names that say themselves that the file is not whole or is nobody's. */
const notYet = /^\.|\.(part|partial|tmp|temp|filepart|writing|swp)$|~$/i

/** What to do with the files of a folder: those to take now, and those to look at once more in a minute. */
export function sortFolder(files: RemoteFile[], looks: ReadonlyMap<string, Look>, now: Date) {
  const take: RemoteFile[] = []
  const wait: { file: RemoteFile; look: Look; isNew: boolean }[] = []
  for (const file of files.toSorted(inOrder)) {
    if (notYet.test(file.name)) continue
    const { name, size, modifiedAt } = file
    const look = looks.get(name)
    const isSame = look?.size === size && look.modifiedAt === modifiedAt
    if (isSame && look.takenAt !== null) continue
    const isApart = isSame && now.getTime() - Date.parse(look.lookedAt) >= apartMs
    if (isApart) take.push(file)
    else {
      const lookedAt = isSame ? look.lookedAt : now.toISOString()
      wait.push({ file, look: { size, modifiedAt, lookedAt, takenAt: null }, isNew: !isSame })
    }
  }
  return { take, wait }
}

/** As they were written, so that a payment comes before its return. */
function inOrder(one: RemoteFile, other: RemoteFile): number {
  if (one.modifiedAt !== other.modifiedAt) return one.modifiedAt < other.modifiedAt ? -1 : 1
  return one.name < other.name ? -1 : 1
}
