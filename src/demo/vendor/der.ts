/** One value of DER: what it is, how long it is, and what is in it. */
export function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  if (length > 0xffff) throw new RangeError('No part of a certificate is that long.')
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

export const sequence = (...parts: Uint8Array[]) => der(0x30, ...parts)
export const octets = (...parts: Uint8Array[]) => der(0x04, ...parts)
export const yes = der(0x01, Buffer.from([0xff]))

/** A whole number of these bytes, of which the first is below 0x80: it would be below zero. */
export const whole = (...bytes: number[]) => der(0x02, Buffer.from(bytes))

/** Bits of which the last `unused` ones are none. */
export const bits = (bytes: Uint8Array, unused = 0) => der(0x03, Buffer.from([unused]), bytes)

export const text = (words: string) => der(0x0c, Buffer.from(words))

/** A day at midnight of UTC, YYYY-MM-DD of 1950 to 2049. */
export const midnight = (day: string) => der(0x17, Buffer.from(`${day.slice(2).replaceAll('-', '')}000000Z`))

/** A name as the registers of standards give it, such as `2.5.4.3`. */
export function named(numbers: string): Buffer {
  const [first = 0, second = 0, ...others] = numbers.split('.').map(Number)
  const bytes = [first * 40 + second, ...others].flatMap((number) => {
    const groups = [number & 0x7f]
    for (let rest = number >> 7; rest > 0; rest >>= 7) groups.unshift((rest & 0x7f) | 0x80)
    return groups
  })
  return der(0x06, Buffer.from(bytes))
}
