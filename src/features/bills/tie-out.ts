import { formatCents, formatSum } from '../../lib/money.ts'
import type { Charge } from './bill.ts'

type Line = { service: string; bills: string; register: string; difference: string; differs: boolean }

type TieOut = {
  lines: Line[]
  total: Line
  /** The register has nothing of that month to compare with. */
  isUnbilled: boolean
}

const key = (text: string) => text.trim().toLowerCase()

/**
 * The bills' current charges beside what the register billed in the same month, by service: a service of the bills is one of the
 * register where it has its code or its name. Charges that are of no service have a line of their own.
 */
export function tieOut(
  { current, services }: { current: number; services: Charge[] },
  register: (Charge & { name: string })[],
): TieOut {
  const labels = new Map(
    register.flatMap(({ service, name }) => [
      [key(name), service],
      [key(service), service],
    ]),
  )
  const sums = new Map<string, { bills: number; register: number }>()
  const add = (service: string, of: 'bills' | 'register', cents: number) => {
    const sum = sums.get(service) ?? { bills: 0, register: 0 }
    sums.set(service, { ...sum, [of]: sum[of] + cents })
  }
  for (const { service, cents } of services) add(labels.get(key(service)) ?? service, 'bills', cents)
  for (const { service, cents } of register) add(service, 'register', cents)
  const charged = services.reduce((sum, { cents }) => sum + cents, 0)
  if (current !== charged)
    add(services.length > 0 ? 'Other charges' : 'All services', 'bills', current - charged)
  const billed = register.reduce((sum, { cents }) => sum + cents, 0)
  return {
    lines: [...sums]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([service, sum]) => lineOf(service, sum)),
    total: lineOf('Total', { bills: current, register: billed }),
    isUnbilled: register.length === 0,
  }
}

function lineOf(service: string, { bills, register }: { bills: number; register: number }): Line {
  const difference = bills - register
  return {
    ...{ service, bills: formatSum(bills), register: formatSum(register) },
    difference: Number.isSafeInteger(difference) ? formatCents(difference) : 'too large to show',
    differs: difference !== 0,
  }
}
