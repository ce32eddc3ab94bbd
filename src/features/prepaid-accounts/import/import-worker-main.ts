import type { HowToRead } from '../../../import-profiles/profile-choice.ts'
import { answerWork } from '../../../jobs/worker-main.ts'
import type { AccountsFile } from './read-file.ts'
import { answerAccounts } from './recognize.ts'

export type AccountsWork = AccountsFile & { asked: HowToRead }

answerWork((db, { asked, ...job }: AccountsWork) => answerAccounts(db, job, asked))
