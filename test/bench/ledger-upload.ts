import { createReadStream, statSync } from 'node:fs'
import { request } from 'node:http'
import { pipeline } from 'node:stream/promises'

/** Sends a file as a browser does, without holding it in memory; returns the path of the import that began. */
export async function sendFile(
  url: string,
  file: string,
  { token, cookie }: { token: string; cookie: string },
) {
  const boundary = '----a-browser-makes-this-up'
  const head = [
    `--${boundary}\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n${token}\r\n`,
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="transactions.csv"\r\n`,
    'Content-Type: text/csv\r\n\r\n',
  ].join('')
  const tail = `\r\n--${boundary}--\r\n`
  const sent = request(url, {
    method: 'POST',
    headers: {
      cookie,
      origin: new URL(url).origin,
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': head.length + statSync(file).size + tail.length,
    },
  })
  const path = new Promise<string>((resolve, reject) => {
    sent.once('error', reject)
    sent.once('response', (answer) => {
      answer.resume()
      const { location } = answer.headers
      if (answer.statusCode === 303 && location) resolve(location)
      else reject(new Error(`the file was answered ${answer.statusCode}`))
    })
  })
  await pipeline(async function* () {
    yield head
    yield* createReadStream(file, { highWaterMark: 256 * 1024 })
    yield tail
  }, sent)
  return path
}
