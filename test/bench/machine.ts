import { readFileSync } from 'node:fs'

/** What Linux says about a process; elsewhere every figure is NaN. */
function read(pid: number, file: string) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

/** Microseconds of processor time so far, all threads; other people's work does not count, unlike in wall time. */
export function processorTime(pid: number): number {
  const fields = read(pid, 'stat').split(') ')[1]?.split(' ') ?? []
  const ticksOfASecond = 100
  return ((Number(fields[11]) + Number(fields[12])) * 1_000_000) / ticksOfASecond
}

/** Megabytes in memory now, and at most so far. */
export function memory(pid: number): { now: number; peak: number } {
  const status = read(pid, 'status')
  const megabytes = (name: string) => Number(status.match(new RegExp(`${name}:\\s+(\\d+)`))?.[1]) / 1024
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') }
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** The processes that a process has started, on Linux only. */
export function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}
