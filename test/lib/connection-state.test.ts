import { expect, test } from 'vitest'
import { connections } from '../../src/connections/connection.ts'
import { connectionState } from '../../src/connections/state.ts'
import type { Health } from '../../src/jobs/health-store.ts'
import type { Settings } from '../../src/settings/snapshot.ts'

const [connection, prepaid] = connections
const untried: Health = {
  ...{ triedAt: null, succeededAt: null, troubleSince: null, troubleCode: null, trouble: null },
  isStopped: false,
}
const at = '2026-10-30T22:12:00.000Z'

type Given = { interface?: string; password?: null; set?: object; health?: Partial<Health>; now?: string }

function words({
  interface: chosen = 'invoice-cloud',
  password,
  set,
  health,
  now = '2026-11-02',
}: Given = {}) {
  const settings = {
    organization: { timeZone: 'America/Denver' },
    billProvider: { interface: chosen, password: password === null ? null : {} },
    billProviderConnection: {
      ...{ version: 1, exchange: 'sftp', server: 'sftp.example.com', loginBy: 'password' },
      ...{ setFor: 'invoice-cloud', publicFacts: {} },
      ...set,
    },
  } as unknown as Settings
  return connectionState(settings, connection, { ...untried, ...health }, new Date(now)).words
}

test('a connection says in words how it is', () => {
  expect(words({ interface: 'none', health: { succeededAt: at } })).toBe('Off')
  expect(words()).toBe('Set up, not connected yet')
  expect(words({ health: { triedAt: at } })).toBe('Connected, nothing exchanged yet')
  expect(words({ health: { triedAt: at, succeededAt: at } })).toBe('Connected, last exchange Oct 30 4:12 PM')
  expect(words({ health: { succeededAt: at }, now: '2027-01-02' })).toBe(
    'Connected, last exchange Oct 30, 2026 4:12 PM',
  )
  expect(words({ set: { exchange: 'by-hand' } })).toBe('Exchanged by hand, nothing yet')
  expect(words({ set: { exchange: 'by-hand' }, health: { succeededAt: at } })).toBe(
    'Exchanged by hand, last Oct 30',
  )
  expect(words({ password: null })).toBe('Trouble: the password is missing')
})

test('trouble says since when, and what the matter is', () => {
  const trouble = (troubleCode: string, set = {}) =>
    words({ set, health: { succeededAt: at, troubleSince: '2026-10-29T05:00:00.000Z', troubleCode } })
  // The day of the town: there it is still the evening before.
  expect(trouble('login-refused')).toBe('Trouble since Oct 28: the password is refused')
  expect(trouble('login-refused', { loginBy: 'key' })).toBe('Trouble since Oct 28: the key is refused')
  expect(trouble('server-key-changed')).toBe('Trouble since Oct 28: the server key has changed')
  expect(trouble('of a kind to come')).toBe('Trouble since Oct 28: something failed')
})

test('a vendor that is asked by messages is set up once it has an address', () => {
  const said = ({ address = 'https://vendor.example.com/', set = {}, password = {}, health = {} } = {}) => {
    const settings = {
      organization: { timeZone: 'America/Denver' },
      prepaidMetering: { interface: 'multispeak-4.1', password },
      prepaidMeteringConnection: {
        ...{ version: 1, setFor: 'multispeak-4.1', publicFacts: {}, address },
        ...{ exchange: 'by-hand', server: '', port: 22, loginBy: 'key' },
        ...set,
      },
    } as unknown as Settings
    return connectionState(settings, prepaid, { ...untried, ...health }, new Date('2026-11-02')).words
  }
  expect(said({ address: '' })).toBe('Set up, not connected yet: the Address of the vendor is missing')
  expect(said({ set: { setFor: 'multispeak-3.0' } })).toMatch(/the Address of the vendor is missing$/)
  // The boxes of files say nothing of it.
  expect(said()).toBe('Set up, not connected yet')
  expect(said({ password: null as never })).toBe('Trouble: the password is missing')
  expect(said({ health: { succeededAt: at } })).toBe('Connected, last exchange Oct 30 4:12 PM')
  expect(said({ health: { troubleSince: at, troubleCode: 'login-refused' } })).toBe(
    'Trouble since Oct 30: the password is refused',
  )
})
