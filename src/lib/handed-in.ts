import { readFileSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'

type Mount = { root: string; point: string; type: string }

/**
 * Whether a file was put where this process sees it and not where it came from: it is a mount by itself, or lies in a mount
 * in memory that is for its folder alone, as the secrets of Docker, Podman and Kubernetes do. False where the system has no
 * list of mounts.
 */
export function isHandedIn(path: string): boolean {
  const file = realpathSync(path)
  const mount = mountOf(file)
  if (!mount) return false
  // `ReadOnlyPaths=` of systemd mounts what lies on the machine over itself, open as it is.
  const isItself =
    mount.root.endsWith(mount.point) || (mount.root !== '/' && mount.point.endsWith(mount.root))
  if (isItself) return false
  if (mount.point === file) return true
  // In Kubernetes the file is a link to one that lies deeper in the same mount.
  const isOfFolder = [path, file].some((place) => realpathSync(dirname(place)) === mount.point)
  return isOfFolder && ['tmpfs', 'ramfs'].includes(mount.type) && mount.point !== '/run'
}

/** The mount that holds a file: the deepest, and of those on one place the last. */
function mountOf(file: string): Mount | undefined {
  return mounts()
    .filter(({ point }) => point === '/' || file === point || file.startsWith(`${point}/`))
    .reduce<Mount | undefined>(
      (found, mount) => (found && found.point.length > mount.point.length ? found : mount),
      undefined,
    )
}

/** `man 5 proc_pid_mountinfo`: what is mounted is the fourth field, where the fifth, its kind the first after the dash. */
function mounts(): Mount[] {
  let text: string
  try {
    text = readFileSync('/proc/self/mountinfo', 'utf8')
  } catch {
    return []
  }
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [first = '', second = ''] = line.split(' - ')
      const [, , , root = '', point = ''] = first.split(' ').map(plain)
      return { root, point, type: second.split(' ')[0] ?? '' }
    })
}

const plain = (text: string) =>
  text.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)))
