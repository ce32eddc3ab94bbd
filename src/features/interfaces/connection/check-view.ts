import type { Check } from '../../../connections/checks-store.ts'
import type { Connection } from '../../../connections/connection.ts'
import { connectionIn } from '../../../connections/settings.ts'
import type { FieldError } from '../../../lib/form.ts'
import type { Settings } from '../../../settings/snapshot.ts'

const labels: Record<string, string> = {
  name: 'Name',
  allowed: 'Address',
  reached: 'Server',
  'server-key': 'Server key',
  'signed-in': 'Login',
  'file-session': 'File session',
  folders: 'Folders',
  certificate: 'Certificate',
  answered: 'Ping',
  methods: 'Methods',
}

const words: Record<string, (detail: string) => string> = {
  name: (detail) => `found at ${detail}`,
  allowed: (detail) => `${detail} may be connected to`,
  reached: (detail) => `answers at ${detail}`,
  'server-key': (detail) => `${detail}, as accepted`,
  'signed-in': (detail) => `${detail} is signed in`,
  'file-session': () => 'open',
  answered: (detail) => `${detail} is answered without an error`,
}

const labelOfStage = (stage: string) => labels[stage] ?? 'Check'

const nothingWritten = 'Not tested: writing. No file was written, fetched or removed.'
const nothingTold =
  'Not tested: enrolling, telling payments and adjustments, and whether what the vendor asks arrives here. Nothing of a customer was told or asked.'

export type CheckView = {
  path?: string
  isUnderWay?: boolean
  stages: { label: string; detail: string }[]
  failed?: { label: string; sentence: string; said?: string | undefined; forProvider: string }
  key?: { found: string; current: string; accepts: boolean; connectionPath: string }
  sentences: string[]
  link?: string
  errors?: FieldError[]
}

/** `tab`: the address of the interface; `accepts`: this page and this person may accept a server key. */
export function checkView(
  check: Check,
  all: Settings,
  connection: Connection,
  { tab, accepts }: { tab: string; accepts: boolean },
): CheckView {
  const stages = check.stages.map(({ stage, detail }) => ({
    label: labelOfStage(stage),
    detail: (words[stage] ?? String)(detail),
  }))
  const { outcome, isUnderWay } = check
  const notTested = outcome?.ofVendor ? nothingTold : nothingWritten
  // The page asks again with what it has seen, and gets an answer only where there is more.
  const path = `${tab}/${accepts ? 'connection/' : ''}check/${check.id}?seen=${stages.length}`
  if (!outcome) {
    return isUnderWay
      ? { path, isUnderWay, stages, sentences: [] }
      : { stages, sentences: ['The check has no end: its process or the product was ended. Check again.'] }
  }
  if (outcome.isGood) {
    const next = outcome.isPromoted
      ? 'The Password was refused and the Next password taken: it is the Password from now on.'
      : 'The Password was refused and the Next password taken. Nothing was saved: type it as the Password and save.'
    const told = outcome.usedNextPassword ? [next] : []
    const remarks = outcome.remark === undefined ? [] : [outcome.remark]
    return { stages, sentences: [...told, worksWithout(outcome.lacks), ...remarks, notTested] }
  }
  const { stage, code, sentence, said, forProvider, serverKey } = outcome
  const isKey = serverKey !== undefined && code.startsWith('server-key')
  const current = connectionIn(all, connection).serverKey
  return {
    stages,
    failed: { label: labelOfStage(stage), sentence, said, forProvider },
    ...(isKey && {
      key: { found: serverKey, current, accepts, connectionPath: `${tab}/connection` },
    }),
    sentences: [notTested],
  }
}

function worksWithout(lacks: string[] = []) {
  if (lacks.length === 0) return 'The connection works.'
  return `The connection works, but the vendor ${lacks.join('; it ')}. Ask it to offer that.`
}
