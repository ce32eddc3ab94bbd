import { paths } from '../../http/paths.ts'

export const runPath = (id: number) => `${paths.bills}/${id}`
