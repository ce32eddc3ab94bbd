import { type Logger, type LoggerOptions, pino } from 'pino'
import { troubleInWords, troubleOf } from './db/trouble.ts'
import { LogOutput } from './lib/log-output.ts'

/** What each line has: a fault of the database or the disk in words too, beside its code. */
export const lineOptions: LoggerOptions = {
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: {
    log(line) {
      const trouble = line.code === undefined || line.problem ? undefined : troubleOf(line)
      return trouble ? { ...line, problem: troubleInWords[trouble] } : line
    },
  },
}

/** The log of a server, on standard output. */
export function serverLog(level: string): Logger {
  const output = new LogOutput(1, (lines) =>
    log.warn({ lines }, 'lines are missing here: the log could not be written'),
  )
  const log = pino({ level, ...lineOptions }, output)
  return log
}
