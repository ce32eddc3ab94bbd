import { billProvider, connectionCalled } from '../../connections/connection.ts'
import { connectionIn, serverOf } from '../../connections/settings.ts'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { placeOf } from '../../outbound/place.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { layoutFor } from '../file-layouts/layout-for.ts'
import type { Way } from './send/send.ts'

/** What keeps bills from being sent, with the page where it is set up. */
type Missing = { words: string; link: { path: string; label: string } }

/** How the bills of the town go to its provider, and what of that is still to be set up. */
export async function sendingOf(deps: Deps, settings: Settings) {
  const connection = connectionCalled(billProvider)
  const set = connectionIn(settings, connection)
  const account = settings[connection.account]
  const way: Way = {
    isByHand: set.exchange === 'by-hand',
    ...(set.exchange === 'by-hand'
      ? { place: account.interface, folder: '' }
      : {
          place: placeOf({ userName: account.userName, host: set.server, port: set.port }),
          folder: set.billsFolder,
        }),
  }
  const isOn = settings.billProvider.onSince !== null
  const layout = await layoutFor(deps, 'bills')
  const missing: Missing[] = []
  if (!isOn) {
    missing.push({
      words: 'The Bill Provider interface is off.',
      link: { path: paths.billProvider, label: 'Turn it on' },
    })
  }
  if (!layout) {
    missing.push({
      words: 'No layout is chosen yet for the file that the provider gets.',
      link: { path: paths.fileLayouts, label: 'Choose the layout of bills' },
    })
  }
  if (isOn && !way.isByHand && serverOf(set) === '') {
    missing.push({
      words: 'The provider’s server is not set up yet.',
      link: { path: paths.billProviderConnection, label: 'Set up the connection' },
    })
  }
  return { way, layout, missing }
}
