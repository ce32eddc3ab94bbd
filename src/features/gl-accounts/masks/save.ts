import type { Actor } from '../../../audit/append.ts'
import { Rollback } from '../../../db/transaction.ts'
import type { Deps } from '../../../deps.ts'
import { digitsIn, type Masks, maskKinds } from '../../../lib/account-number.ts'
import type { FieldError } from '../../../lib/form.ts'
import type { Versioned } from '../../../settings/section.ts'
import { changesBetween, type SaveOutcome, saveSection } from '../../../versioned-form/save-version.ts'
import { countMisfits, setMask } from '../store.ts'
import type { MasksForm } from './form.ts'
import { accountMasks } from './settings.ts'

export async function saveMasks(
  deps: Deps,
  { version, masks }: MasksForm,
  current: { masks: Masks } & Versioned,
  actor: Actor,
): Promise<SaveOutcome> {
  return saveSection<Record<never, never>>(deps, accountMasks, { version }, current, {
    actor,
    sent: masks,
    event: accountMasks.saved(accountMasks.subject, changesBetween(current.masks, masks)),
    also: async (trx) => {
      const errors: FieldError[] = []
      for (const { value, label } of maskKinds) {
        const digits = digitsIn(masks[value])
        // First, because it waits for anyone who is adding an account by the mask as it was.
        await setMask(trx, value, masks[value])
        const count = await countMisfits(trx, value, digits)
        if (count > 0) errors.push({ field: value, message: misfit(label, count, digits) })
      }
      if (errors.length > 0) throw new Rollback(errors)
    },
  })
}

function misfit(label: string, count: number, digits: number) {
  const numbers = count === 1 ? '1 stored number does' : `${count} stored numbers do`
  return `${label}: ${numbers} not have ${digits} digits, so this mask would not fit. Choose one with as many digits as they have.`
}
