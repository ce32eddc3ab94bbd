import { CsvFault } from '../lib/csv-encoding.ts'
import { findFitting } from './fitting-profile.ts'
import { toldByFile } from './open-rows.ts'
import type { HowToRead } from './profile-choice.ts'
import { type FileProposal, proposeFile } from './propose-file.ts'
import type { Purpose } from './purpose.ts'
import { readSample, type Sample } from './sample.ts'

type Sampled =
  | { sample: Sample; proposal: FileProposal; fitting: ReturnType<typeof findFitting> }
  /** Why the file cannot be opened as rows. */
  | { fault: CsvFault }

/** The first rows of a file, what is proposed for them, and the saved profile that they are like, where one is asked for. */
export async function sampleFor(
  file: string,
  asked: Exclude<HowToRead, { how: 'read' }>,
  purpose: Purpose,
): Promise<Sampled> {
  const opened = asked.how === 'propose' ? asked.opened : undefined
  try {
    const sample = await readSample(file, opened ?? toldByFile)
    const fitting = asked.how === 'recognize' ? findFitting(sample, asked.profiles) : undefined
    return { sample, proposal: proposeFile(sample, purpose, opened), fitting }
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error
    return { fault: error }
  }
}
