import type { Part } from './part.ts'
import type { MeterExchange, ServiceType } from './things.ts'

type Metered = { meter: string; serviceType: ServiceType }

/** Version 4.1 says of a meter also what it measures. */
export const meterID: Part<Metered>[] = [
  { attribute: 'meterNo', key: 'meter' },
  { attribute: 'serviceType', key: 'serviceType', as: 'service', isAside: true },
  { content: ['4.1'], key: 'meter' },
]

type ReadingKeys<T> = { meter: keyof T & string; value: keyof T & string; day?: keyof T & string }

/** A reading of a meter, by the keys of the thing that it belongs to. */
export function reading<T extends { serviceType: ServiceType }>(keys: ReadingKeys<T>): Part<T>[] {
  const { meter, value, day } = keys
  return [
    { element: { '3.0': 'meterNo' }, key: meter },
    {
      element: { '4.1': 'meterID' },
      within: [
        { attribute: 'meterNo', key: meter },
        { attribute: 'serviceType', key: 'serviceType', as: 'service', isAside: true },
        { content: ['4.1'], key: meter },
      ],
    },
    ...(day ? [{ element: { '3.0': 'readingDate' }, key: day, as: 'day', isAside: true } as const] : []),
    // Whole numbers alone fit this one.
    { element: { '3.0': 'posKWh' }, key: value, as: 'whole' },
    { element: { '3.0': 'readingValues' }, within: [readingValue(value, 'not-whole')] },
    { element: { '4.1': 'readingValues' }, within: [readingValue(value, 'text')] },
  ]
}

function readingValue<T>(key: keyof T & string, as: 'text' | 'not-whole'): Part<T> {
  return { element: 'readingValue', within: [{ element: 'value', key, as }] }
}

const meterExchange: Part<MeterExchange>[] = [
  { attribute: 'objectID', key: 'objectId' },
  { attribute: 'verb', fixed: 'New' },
  {
    element: { '3.0': 'serviceLocation' },
    within: [
      { attribute: 'objectID', key: 'serviceLocation' },
      { element: 'accountNumber', key: 'accountNumber' },
      { element: 'servType', key: 'serviceType', as: 'service' },
    ],
  },
  { element: { '4.1': 'serviceLocationID' }, key: 'serviceLocation' },
  {
    element: { '3.0': 'outMeterRead', '4.1': 'outMeterReading' },
    within: reading<MeterExchange>({ meter: 'outMeter', value: 'outReading', day: 'date' }),
  },
  {
    element: { '3.0': 'inMeterRead', '4.1': 'inMeterReading' },
    within: reading<MeterExchange>({ meter: 'inMeter', value: 'inReading', day: 'date' }),
  },
  { element: 'lastReadDate', key: 'date', as: 'day' },
]

const others = ['Refuse', 'Sewer', 'Telecom', 'TV', 'Cable', 'Heating', 'Steam', 'Transportation'] as const

/** In version 4.1 there is a list for each kind of meter; the last takes all other services. */
const kinds: [kind: string, services: ServiceType[]][] = [
  ['electricMeter', ['Electric']],
  ['waterMeter', ['Water']],
  ['gasMeter', ['Gas']],
  ['propaneMeter', ['Propane']],
  ['otherMeter', ['Other', ...others, 'All', 'Unknown']],
]

export const changeouts: Part<{ exchanges: MeterExchange[] }>[] = [
  { element: { '3.0': 'changeouts' }, list: 'exchanges', item: 'meterExchange', parts: meterExchange },
  {
    element: { '4.1': 'changeouts' },
    within: kinds.map(([kind, services]) => ({
      element: `${kind}Exchanges`,
      list: 'exchanges',
      item: `${kind}Exchange`,
      parts: meterExchange,
      only: { key: 'serviceType', values: services },
    })),
  },
]
