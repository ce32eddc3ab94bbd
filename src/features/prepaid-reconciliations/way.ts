import { connectionCalled, prepaidMetering } from '../../connections/connection.ts'
import { connectionIn, serverOf } from '../../connections/settings.ts'
import { placeOf } from '../../outbound/place.ts'
import type { Settings } from '../../settings/snapshot.ts'

/** Where a file goes; by hand a person takes it there. `place`: whose account at which server, '' while there is none. */
export type Way = { isByHand: boolean; place: string; folder: string }

export function wayOf(settings: Settings): Way {
  const connection = connectionCalled(prepaidMetering)
  const set = connectionIn(settings, connection)
  const { userName } = settings[connection.account]
  if (set.exchange === 'by-hand') return { isByHand: true, place: '', folder: '' }
  const place = serverOf(set) === '' ? '' : placeOf({ userName, host: set.server, port: set.port })
  return { isByHand: false, place, folder: set.folder }
}
