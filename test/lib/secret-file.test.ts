import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inside, unknownUser, whyNotAsUser } from '../support/as-user.ts'

const root = join(import.meta.dirname, '../..')
const another = unknownUser + 1

/** Files as an administrator, systemd, Docker and Kubernetes put them, in a mount namespace that ends with the program. */
const places = `set -e
mount --bind "$1" ${inside.product}
shift
mount -t tmpfs -o mode=755 none /mnt
cd /mnt
mkdir etc run kubernetes users everybody
for name in credential open itself own theirs writable closed; do echo secret > etc/$name; done
chgrp ${unknownUser} etc/credential etc/writable
chown ${unknownUser} etc/own && chown ${another} etc/theirs users
chmod 440 etc/credential && chmod 444 etc/open etc/itself etc/theirs && chmod 400 etc/own && chmod 600 etc/closed
chmod 660 etc/writable
chmod 777 everybody && cp -p etc/credential everybody/credential
ln -s /mnt/etc/credential users/link && ln -s /mnt/etc/credential etc/link
touch run/secret && mount --bind etc/open run/secret
mount --bind etc/itself etc/itself
mount -t tmpfs -o mode=1777 none kubernetes
mkdir kubernetes/..2026 && cp etc/closed kubernetes/..2026/key && chmod 644 kubernetes/..2026/key
ln -s ..2026 kubernetes/..data && ln -s ..data/key kubernetes/key
exec setpriv --reuid ${unknownUser} --regid ${unknownUser} --clear-groups "$@"`

function readAll(files: string[]): Record<string, string> {
  const script = `import { readSecretFile } from '${inside.product}/src/lib/secret-file.ts'
    const read = (file) => {
      try {
        return readSecretFile('/mnt/' + file).trim()
      } catch (error) {
        return error.code ?? error.message
      }
    }
    console.log(JSON.stringify(Object.fromEntries(${JSON.stringify(files)}.map((file) => [file, read(file)]))))`
  const node = [`${inside.product}/node_modules/node/bin/node`, '--input-type=module', '--eval', script]
  const done = spawnSync('unshare', ['--mount', 'sh', '-c', places, 'sh', root, ...node], {
    encoding: 'utf8',
  })
  if (done.status !== 0) throw new Error(done.stderr)
  return JSON.parse(done.stdout)
}

const why = whyNotAsUser()
if (why) console.warn(`What root hands in was not tried: ${why}`)

test.skipIf(why)(
  'a secret is read from where only root changes it, and all who may read it were chosen',
  () => {
    const givenAs = (file: string) =>
      `Other users of this computer can get at /mnt/${file}. To give it to this user alone, as root: chown ${unknownUser} /mnt/`
    expect(
      readAll([
        ...['etc/own', 'etc/credential', 'etc/link', 'run/secret', 'kubernetes/key'],
        ...['etc/closed', 'etc/open', 'etc/itself', 'etc/theirs', 'etc/writable'],
        ...['everybody/credential', 'users/link'],
      ]),
    ).toEqual({
      'etc/own': 'secret',
      // As of systemd: root's, and a list says who else may read it.
      'etc/credential': 'secret',
      'etc/link': 'secret',
      // As of Docker: all may read it, who see it nowhere else.
      'run/secret': 'secret',
      'kubernetes/key': 'secret',
      'etc/closed': 'EACCES',
      'etc/open': expect.stringContaining(`${givenAs('etc/open')}etc/open && chmod 400 /mnt/etc/open`),
      // Mounted over itself by `ReadOnlyPaths=`, it is as open as it was.
      'etc/itself': expect.stringContaining(givenAs('etc/itself')),
      'etc/theirs': expect.stringContaining(givenAs('etc/theirs')),
      'etc/writable': expect.stringContaining(givenAs('etc/writable')),
      'everybody/credential': expect.stringContaining('can get at /mnt/everybody.'),
      'users/link': expect.stringContaining('can get at /mnt/users.'),
    })
  },
)
