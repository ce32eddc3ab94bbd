export type RemoteFile = {
  name: string
  size: number
  /** ISO 8601 in UTC, by the server's clock. */
  modifiedAt: string
}

/**
 * Files on a provider's server, however they are reached: another way than SFTP is another function that opens one of these.
 * Each call ends within its deadline and throws OutboundFault.
 */
export type FileSession = {
  /** 'SHA256:…' of the key that the server showed. */
  serverKey: string
  /** The password was refused, and the next one taken. */
  usedNextPassword: boolean
  /** The files in a folder, by name; no folders and links. */
  list(folder: string): Promise<RemoteFile[]>
  /** What is at this path, or undefined where nothing is. */
  look(path: string): Promise<RemoteFile | undefined>
  /** Hands over the file from its beginning; 'shortened' where it changed meanwhile, after all of it was handed over. */
  read(path: string, take: (bytes: Buffer) => Promise<void>): Promise<{ size: number }>
  /**
   * The file is there under its name whole or not at all, and seen there; a file that is there already stays as it is
   * ('name-exists'). 'answer-lost' where it cannot be told whether it arrived.
   */
  write(folder: string, name: string, size: number, content: AsyncIterable<Buffer>): Promise<void>
  remove(path: string): Promise<void>
  /** Always ends well, and leaves nothing open. */
  close(): Promise<void>
}
