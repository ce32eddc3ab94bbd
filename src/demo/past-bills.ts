import { rm, writeFile } from 'node:fs/promises'
import type { Actor } from '../audit/append.ts'
import type { Deps } from '../deps.ts'
import { fileMaker } from '../features/bills/file/file-maker.ts'
import { billsPurpose } from '../features/bills/import/purpose.ts'
import { billsReader } from '../features/bills/import/stage.ts'
import { findRun } from '../features/bills/runs-store.ts'
import { sendFingerprint, sendRun } from '../features/bills/send/send.ts'
import { sendingOf } from '../features/bills/what-is-missing.ts'
import { newImportFile } from '../features/transactions/import/import-files.ts'
import type { Profile, ProfileColumn } from '../import-profiles/profile.ts'
import { listProfiles } from '../import-profiles/profiles-store.ts'
import { addProfile } from '../import-profiles/save.ts'
import { csvLine } from '../lib/csv-line.ts'
import { sampleBillsHeading } from '../lib/sample-bills.ts'
import { workHere } from './work-here.ts'

type Owner = Actor & { id: number }

/** What each column of the sample's bills holds. */
const roles: Record<string, Pick<ProfileColumn, 'role' | 'of'> | string> = {
  Customer: 'customer',
  Name: 'name',
  Statement: 'statement',
  'Bill date': 'bill-date',
  'Due date': 'due-date',
  'Service address': 'service-address',
  'Mailing address': 'mailing-address',
  City: 'mailing-city',
  State: 'mailing-state',
  ZIP: 'mailing-zip',
  'E-mail': 'email',
  'Previous balance': 'previous',
  Payments: 'payments',
  Adjustments: 'adjustments',
  Water: { role: 'charge', of: 'WATER' },
  Sewer: { role: 'charge', of: 'SEWER' },
  Trash: { role: 'charge', of: 'TRASH' },
  'Current charges': 'current',
  'Amount due': 'amount-due',
  Autopay: 'autopay',
}

const profile: Profile = {
  ...{ headingLine: 1, hasHeading: true, delimiter: ',', encoding: '', sheet: '', dateOrder: 'month-first' },
  columns: sampleBillsHeading.map((heading) => {
    const held = roles[heading] ?? ''
    return { heading, ...(typeof held === 'string' ? { role: held, of: '' } : held) }
  }),
  ...{ fixed: {}, words: {}, signs: {}, passedOver: [] },
}

/** Keeps how the export of bills is read, so that nobody is asked. */
export async function keepBillsProfile(deps: Deps, actor: Actor) {
  await addProfile(deps, billsPurpose, { name: 'Utility Management bills', profile }, actor)
}

/** Brings in an export of bills as the page does, with the file that the provider gets of them; the number of the run. */
export async function bringInBills(
  deps: Deps,
  { fileName, rows }: { fileName: string; rows: string[][] },
  actor: Owner,
): Promise<number> {
  const file = newImportFile(deps)
  await writeFile(file, [sampleBillsHeading, ...rows].map(csvLine).join(''))
  const here = { ...deps, startWorker: workHere(deps) }
  const reader = billsReader(here)
  const maker = fileMaker(here)
  try {
    const profiles = await listProfiles(deps.db, billsPurpose.name)
    const staged = await reader.read({ file, fileName, actor }, { how: 'recognize', profiles })
    const made = staged?.is === 'brought-in' ? await maker.make(staged, actor) : undefined
    if (staged?.is !== 'brought-in' || made !== 'made')
      throw new Error(`The sample file ${fileName} was not brought in: ${JSON.stringify({ staged, made })}`)
    return staged.id
  } finally {
    await rm(file, { force: true })
  }
}

/** Sends the bills of a run, as its preview shows them. */
export async function sendBills(deps: Deps, id: number, actor: Actor) {
  const run = await findRun(deps.db, id)
  const { way } = await sendingOf(deps, await deps.settings.now())
  if (!run?.isBroughtIn) throw new Error('The bills of the sample town are gone.')
  const request = { dueAt: deps.now().toISOString(), reason: '' }
  const shownAs = sendFingerprint(deps, run, way)
  const outcome = await sendRun(deps, { id, shownAs, way, request }, actor)
  if (outcome !== 'sent') throw new Error(`The bills of the sample town were not sent: ${outcome}`)
}
