import { type ServiceType, serviceTypes } from '../../../multispeak/things.ts'

/** What codes and names of services begin with or hold; the surest first, because wastewater has water in it. */
const signs: readonly [ServiceType, RegExp][] = [
  ['Sewer', /sew|swr|waste ?water|sanitary/],
  ['Refuse', /refuse|trash|garb|rubbish|solid ?waste|sanitation|recycl/],
  ['Electric', /elec|^el(ec?|c)?$|power|kwh|^e$/],
  ['Propane', /propan|^lp ?gas/],
  ['Gas', /gas|^g$/],
  ['Water', /wat|wtr|^w$|irrig/],
  ['Telecom', /tele(com|phone)|phone|internet|broadband|fiber/],
  ['Cable', /cable|catv/],
  ['TV', /^tv$|televis/],
  ['Heating', /heat/],
  ['Steam', /steam/],
]

/** What a service is by its code or name; undefined where no word of them says it. */
export function guessServiceType(...texts: string[]): ServiceType | undefined {
  const words = texts.map((text) => text.trim().toLowerCase()).filter((text) => text !== '')
  const exact = serviceTypes.find((type) => words.includes(type.toLowerCase()))
  return exact ?? signs.find(([, sign]) => words.some((word) => sign.test(word)))?.[0]
}
