import { paths } from '../../http/paths.ts'

const all = paths.prepaidReconciliations

export const reconciliationPaths = {
  all,
  mapping: `${all}/mapping`,
  one: (id: number) => `${all}/${id}`,
}
