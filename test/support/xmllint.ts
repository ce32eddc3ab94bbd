import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const schema = join(import.meta.dirname, '../../docs/multispeak.xsd')

/**
 * What xmllint finds wrong in messages of MultiSpeak, in their headers and in their contents, a line each that begins with the
 * number of the message; none where all are right. It is one process for all, because to start it takes longest.
 */
export async function validateMessages(messages: string[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'utility-interfaces-xmllint-'))
  try {
    const files = messages.flatMap((message, index) =>
      piecesOf(message).map((piece, at) => {
        const name = `${index}-${at === 0 ? 'header' : 'content'}.xml`
        writeFileSync(join(folder, name), piece)
        return name
      }),
    )
    return await xmllint(['--noout', '--schema', schema, ...files], folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What xmllint finds wrong in documents by a schema of docs/, a line each; none where all are right. */
export async function validateAgainst(schemaName: string, documents: string[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'utility-interfaces-xmllint-'))
  try {
    const files = documents.map((document, index) => {
      writeFileSync(join(folder, `${index}.xml`), document)
      return `${index}.xml`
    })
    const by = join(import.meta.dirname, '../../docs', schemaName)
    return await xmllint(['--noout', '--schema', by, ...files], folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The header and the content, which name their namespaces themselves. */
function piecesOf(message: string) {
  const header = /<soap:Header>(.*)<\/soap:Header>/s.exec(message)?.[1]
  const content = /<soap:Body>(.*)<\/soap:Body>/s.exec(message)?.[1]
  if (!header || !content) throw new Error(`This is no message of ours: ${message.slice(0, 300)}`)
  return content.startsWith('<soap:Fault') ? [header] : [header, content]
}

function xmllint(args: string[], cwd: string): Promise<string[]> {
  const child = spawn('xmllint', args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (text) => {
    said += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', () => reject(new Error('xmllint is missing: run `npm test`, which installs it.')))
    child.once('close', (code) => {
      const lines = said.split('\n').filter((line) => line !== '' && !line.endsWith(' validates'))
      if (code !== 0 && lines.length === 0) reject(new Error(`xmllint ended with ${code}.`))
      resolve(lines)
    })
  })
}
