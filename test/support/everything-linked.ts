import { paths } from '../../src/http/paths.ts'
import type { Visitor } from './visitor.ts'

/** Somewhere a request can go, with what a page would send there. */
type Target = { method: 'GET' | 'POST'; path: string; fields: [name: string, value: string][] }

/** Follows every link from the first page on, and reads every form on the way; of pages that differ by a number, a few. */
export async function everythingLinked(visitor: Pick<Visitor, 'get'>): Promise<Target[]> {
  const targets = new Map<string, Target>()
  const seen = new Map<string, number>()
  const waiting: string[] = [paths.myAccount, paths.generalLedger]
  const add = (target: Target) =>
    targets.set([target.method, target.path, ...target.fields.map(([name]) => name)].join(' '), target)
  while (waiting.length > 0) {
    const address = waiting.shift() as string
    const [path = ''] = address.split('?')
    const kind = path.replace(/\d+/g, '1')
    if ((seen.get(kind) ?? 0) >= 2) continue
    seen.set(kind, (seen.get(kind) ?? 0) + 1)
    const page = await visitor.get(address)
    add({ method: 'GET', path, fields: [...new URLSearchParams(address.split('?')[1])] })
    for (const link of page.document.querySelectorAll('a[href^="/"]'))
      waiting.push(link.getAttribute('href') as string)
    for (const form of page.document.querySelectorAll('form')) {
      const method = form.getAttribute('method') === 'post' ? 'POST' : 'GET'
      const fields = [...page.filledIn(form, {})] as [string, string][]
      for (const box of form.querySelectorAll('[type=checkbox]'))
        fields.push([box.getAttribute('name') ?? '', 'on'])
      const action = form.getAttribute('action') ?? path
      add({ method, path: action, fields })
      for (const button of form.querySelectorAll('button')) {
        const name = button.getAttribute('name')
        const pressed: [string, string][] = name ? [[name, button.getAttribute('value') ?? '']] : []
        add({ method, path: button.getAttribute('formaction') ?? action, fields: [...fields, ...pressed] })
      }
    }
  }
  return [...targets.values()]
}
