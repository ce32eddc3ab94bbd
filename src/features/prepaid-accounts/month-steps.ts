import type { Question } from '../../db/ask-together.ts'
import { paths } from '../../http/paths.ts'
import type { Part, Steps } from '../home/step.ts'
import { off } from '../interfaces/registry.ts'
import { actPaths } from './account-path.ts'
import { askAccounts, type MonthAccounts } from './month-steps-store.ts'
import { vendorIn } from './vendor.ts'

const path = paths.prepaidAccounts

/** Who pays ahead, while there is a vendor: the same in each month. */
export const prepaidAccountSteps: Steps = {
  asks: (db, _month, settings): Record<string, Question> =>
    settings.prepaidMetering.interface === off.value
      ? {}
      : { prepaidAccounts: askAccounts(db, vendorIn(settings)) },

  tells({ prepaidAccounts }) {
    const [found] = (prepaidAccounts ?? []) as MonthAccounts[]
    if (!found) return []
    const number = (count: number) => count.toLocaleString('en-US')
    const says: Part[] = [{ words: `${number(found.enrolled)} enrolled`, path: `${path}?state=enrolled` }]
    if (found.fresh > 0) says.push({ words: `${number(found.fresh)} new`, path: `${path}?state=new` })
    if (found.waiting > 0)
      says.push({ words: `${number(found.waiting)} not answered`, path: `${path}?state=waiting` })
    const elsewhere = Number(found.elsewhere)
    if (elsewhere > 0) says.push({ words: `${number(elsewhere)} enrolled with another vendor`, path })
    return [
      {
        label: 'Prepaid accounts',
        path,
        isDone: found.enrolled > 0 && found.fresh === 0 && found.waiting === 0 && elsewhere === 0,
        says,
        act: actOf(found),
      },
    ]
  },
}

function actOf({ accounts, fresh }: MonthAccounts) {
  const permission = 'prepaid.change' as const
  if (accounts === 0) return { label: 'Bring in the accounts', path: `${path}/import`, permission }
  if (fresh > 0)
    return { label: 'Enroll the new accounts', path: `${actPaths.enrollment}?all=new`, permission }
  return { label: 'Look at the accounts', path, permission: 'prepaid.read' as const }
}
