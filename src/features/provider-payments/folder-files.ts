import type { RemoteFile } from '../../outbound/file-session.ts'
import type { Look } from './looks-store.ts'

/** Two looks at a file have to be so far apart to say that nobody is writing it any more. */
const apartMs = 55_000

/** Names that say themselves that the file is not whole or is nobody's. */
const notYet = /^\.|\.(part|partial|tmp|temp|filepart|writing|swp)$|~$/i

/** A day of a town is far smaller, and a server that says more must not fill the disk. */
export const largestFile = 100_000_000

/** Longer than any disk keeps a name, so that a server made it up. */
const longestName = 255

/** Characters that are not seen, that turn the others around, and what was no text in UTF-8 and cannot be asked for. */
const notShown = /[\p{C}\uFFFD]/gu

/** Why a file is not fetched, in a sentence; undefined where nothing speaks against it. */
function whyNot({ name, size }: RemoteFile): string | undefined {
  if (name.length > longestName || name.search(notShown) >= 0) {
    const shown = name.replace(notShown, '?').slice(0, 60)
    return `A file in the provider’s folder was not fetched, because its name is too long or has characters that cannot be read: ${shown}. Ask the provider to rename it. All other files are fetched.`
  }
  return size > largestFile ? tooLarge(name) : undefined
}

export const tooLarge = (name: string) =>
  `The file ${name} was not fetched, because it is larger than 100 MB. Ask the provider what it is. All other files are fetched.`

/** What to do with the files of a folder: those to take now, those to look at once more in a minute, and why others are not. */
export function sortFolder(files: RemoteFile[], looks: ReadonlyMap<string, Look>, now: Date) {
  const take: RemoteFile[] = []
  const wait: { file: RemoteFile; look: Look; isNew: boolean }[] = []
  const refused: string[] = []
  for (const file of files.toSorted(inOrder)) {
    if (notYet.test(file.name)) continue
    const { name, size, modifiedAt } = file
    const problem = whyNot(file)
    if (problem !== undefined) {
      refused.push(problem)
      continue
    }
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
  return { take, wait, refused }
}

/** As they were written, so that a payment comes before its return. */
function inOrder(one: RemoteFile, other: RemoteFile): number {
  if (one.modifiedAt !== other.modifiedAt) return one.modifiedAt < other.modifiedAt ? -1 : 1
  return one.name < other.name ? -1 : 1
}
