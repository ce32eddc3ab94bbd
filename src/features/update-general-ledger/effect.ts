import { withOwnConnection } from '../../db/own-connection.ts'
import { firstDay, lastDay } from '../../lib/periods.ts'
import type { EffectOf } from '../interfaces/general-ledger/ledger-view.ts'
import { type GeneralLedgerInput, ledgerOf } from '../interfaces/general-ledger/settings.ts'
import { formatAccount } from './account-view.ts'
import { readBooks } from './accounts-store.ts'
import { lastChoice } from './batches-store.ts'
import { accountTotals, compareText, detailsOf } from './entries.ts'
import { type Group, selectPostable } from './transaction-totals.ts'
import { countGroups } from './transaction-totals-store.ts'

/** What every account would get for a period's transactions, updated or not, with each of two settings. */
export const effectOf: EffectOf = (deps, { period, saved, submitted }) =>
  withOwnConnection(deps.config, 'read', async (db) => {
    const books = await readBooks(db)
    const groups = await countGroups(
      db,
      { beginningDate: firstDay(period), endingDate: lastDay(period) },
      null,
    )
    const includePayments = (await lastChoice(db))?.includePayments ?? false
    const net = (settings: GeneralLedgerInput) => {
      if (!ledgerOf(settings.interface).handsOverFile) return new Map<string, number>()
      const posting = { ...settings, includePayments, updateAgain: true }
      const { chosen } = selectPostable(groups, posting, false)
      const totals = accountTotals(detailsOf(chosen, books, settings.updateMethod))
      return new Map(
        totals.map(({ account, debitCents, creditCents }) => [account, debitCents - creditCents]),
      )
    }
    const [before, after] = [net(saved), net(submitted)]
    const accounts = [...new Set([...before.keys(), ...after.keys()])].sort(compareText)
    const lines = accounts.map((account) => {
      const [was, is] = [before.get(account) ?? 0, after.get(account) ?? 0]
      return { ...formatAccount(account, books), saved: was, submitted: is, difference: is - was }
    })
    const transactions = groups.reduce((all: number, group: Group) => all + group.transactions, 0)
    return { period, includePayments, transactions, lines }
  })
