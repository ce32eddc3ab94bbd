import type { Db } from '../../db/db.ts'
import { KeyError, type KeyRing } from '../../lib/key-ring.ts'
import { open } from '../../lib/secret-box.ts'
import { secretBinding } from './binding.ts'
import { allSecrets } from './store.ts'

/** Opens every sealed value once at start, so that a wrong key is found before anybody needs a password. */
export async function checkSealedValues(db: Db, keys: KeyRing) {
  for (const secret of await allSecrets(db)) {
    try {
      open(keys, secretBinding(secret), secret.sealed)
    } catch {
      throw new KeyError(
        'wrong',
        'The key is not the one the stored passwords were sealed with. Put the right key back, in KEY or KEY_FILE.',
      )
    }
  }
}
