import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes longest though its file is short, longest first: begun last it would run on alone at the end. */
const longest = [
  'install/start',
  'e2e/every-page',
  'e2e/month',
  'e2e/users',
  'e2e/my-account',
  'e2e/history',
  'e2e/accounts',
  'e2e/import-profile',
  'install/adding-an-interface',
  'e2e/unknown-user',
]

function rank({ moduleId }: TestSpecification) {
  const place = longest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`))
  return place < 0 ? longest.length : place
}

/** The order in which files are begun: each group's longest, then as Vitest has it, which is by size. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const group = ({ project }: TestSpecification) => project.config.sequence.groupOrder
    return (await super.sort(files)).toSorted((a, b) => group(a) - group(b) || rank(a) - rank(b))
  }
}
