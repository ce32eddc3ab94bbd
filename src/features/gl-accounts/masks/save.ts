import type { Actor } from '../../../audit/append.ts'
import type { Deps } from '../../../deps.ts'
import { digitsIn, type Masks, maskKinds } from '../../../lib/account-number.ts'
import type { FieldError } from '../../../lib/form.ts'
import type { Saved } from '../../../settings/versioned.ts'
import { changesBetween, type SaveOutcome, saveVersion } from '../../../versioned-form/save-version.ts'
import { countMisfits } from '../store.ts'
import type { MasksForm } from './form.ts'

/** Thrown to roll the transaction back when numbers are stored that a mask does not fit. */
class DoNotFit extends Error {
  readonly errors: FieldError[]
  constructor(errors: FieldError[]) {
    super()
    this.errors = errors
  }
}

export async function saveMasks(
  deps: Deps,
  { version, masks }: MasksForm,
  current: { masks: Masks } & Saved,
  actor: Actor,
): Promise<SaveOutcome | FieldError[]> {
  try {
    return await saveVersion(deps, {
      table: 'account_masks_form',
      subject: 'account-masks',
      kind: 'account-masks.saved',
      current,
      version,
      sent: masks,
      changes: changesBetween(current.masks, masks),
      actor,
      columns: {},
      also: async (trx) => {
        const errors: FieldError[] = []
        for (const { value, label } of maskKinds) {
          const digits = digitsIn(masks[value])
          const count = await countMisfits(trx, value, digits)
          if (count > 0) errors.push({ field: value, message: misfit(label, count, digits) })
          await trx('account_masks').where({ kind: value }).update({ mask: masks[value] })
        }
        if (errors.length > 0) throw new DoNotFit(errors)
      },
    })
  } catch (error) {
    if (error instanceof DoNotFit) return error.errors
    throw error
  }
}

function misfit(label: string, count: number, digits: number) {
  const numbers = count === 1 ? '1 stored number does' : `${count} stored numbers do`
  return `${label}: ${numbers} not have ${digits} digits, so this mask would not fit. Choose one with as many digits as they have.`
}
