import * as fs from 'node:fs'

/** Has what was written to a file, or the names that a folder has, outlast a power cut. */
export function putOnDisk(path: string): void {
  // Windows opens no folders, and puts no file on disk that is open for reading.
  if (process.platform === 'win32') return
  const file = fs.openSync(path, 'r')
  fs.fsyncSync(file)
  fs.closeSync(file)
}
