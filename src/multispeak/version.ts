/** The versions of MultiSpeak that are spoken here, as an interface and an address name them. */
export const versions = ['3.0', '4.1'] as const

export type Version = (typeof versions)[number]

export const namespaces: Record<Version, string> = {
  '3.0': 'http://www.multispeak.org/Version_3.0',
  '4.1': 'http://www.multispeak.org/Version_4.1_Release',
}

/** The version that a choice on the Prepaid Metering tab speaks; undefined where it speaks none. */
export function versionOf(chosen: string): Version | undefined {
  return versions.find((version) => chosen === `multispeak-${version}`)
}
