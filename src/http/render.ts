import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import view from '@fastify/view'
import { Eta } from 'eta'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { momentIn } from '../lib/dates.ts'
import { may } from '../lib/permissions.ts'
import type { Assets } from './assets.ts'
import { control, type FormModel } from './control.ts'
import { breadcrumbOf, type Crumb, menuOf, placeOf } from './menu.ts'
import { paths } from './paths.ts'
import { isPanelRequest, policyWithStyle } from './security.ts'
import { isSettings } from './sheets.ts'

export type Page = {
  /** A template under views/, without its ending. */
  template: string
  title: string
  data: FormModel & {
    /** What the header has to say from now on, which a panel alone would leave as it was. */
    newTownName?: string | undefined
    /** An interface went on or off whose work has its own part of the menu. */
    hasNewMenu?: boolean | undefined
  } & Record<string, unknown>
  /** What lies between the tab of the menu and this page. */
  trail?: readonly Crumb[]
  /** Given for what is printed and filed: the months or days it is about, and whether somebody signs it. */
  paper?: { period?: string; isSigned?: boolean }
  /** Seconds after which the page comes again where script is off. */
  refresh?: number
}

/**
 * A line break beside a tag only lays out the template: a space there is written `&#32;`. Between words it is one, and so it is
 * between a word and what stands in its sentence.
 */
function withoutLayout(template: string) {
  return template
    .trim()
    .replace(/(?<=[^>\s])\s*\n\s*(?=<(?:a|b|kbd|%=)[ >])|(?<=<\/(?:a|b|kbd)>)\s*\n\s*(?=[^<\s])/g, '\r')
    .replace(/(?<=>)\s*\n\s*|\s*\n\s*(?=<)/g, '')
    .replace(/\s*\n\s*|\r/g, '\n')
}

declare module 'fastify' {
  interface FastifyInstance {
    deps: Pick<Deps, 'settings' | 'now'>
    assets: Assets
    isSampleTown: boolean
    /** The policy of the pages before signing in, whose style stands inside them. */
    signedOutPolicy: string
    templates(): TemplateState
  }
}

/** `kept`: their files cannot be read any more, but what nobody can do without was read before. */
export type TemplateState = 'ok' | 'kept' | 'gone'

/** What nobody can do without; the others are read when they are first asked for, and kept too. */
const needed = ['layouts/page', 'layouts/panel', 'sign-in/sign-in']

function isReadable(file: string) {
  try {
    accessSync(file, constants.R_OK)
    return true
  } catch {
    return false
  }
}

export async function registerViews(
  app: FastifyInstance,
  assets: Assets,
  { settings, now }: Deps,
  { isSampleTown }: { isSampleTown: boolean },
) {
  app.decorate('deps', { settings, now })
  app.decorate('assets', assets)
  app.decorate('isSampleTown', isSampleTown)
  app.decorate('signedOutPolicy', policyWithStyle(assets.signInStyle))
  const folder = fileURLToPath(new URL('../../views/', import.meta.url))
  const eta = new Eta({ views: folder, cache: true, plugins: [{ processTemplate: withoutLayout }] })
  // As it is, to the letter: its hash is in the policy.
  eta.loadTemplate('@sign-in-style', () => assets.signInStyle)
  const files = needed.map((name) => join(folder, `${name}.eta`))
  app.decorate('templates', () => {
    if (files.every(isReadable)) return 'ok'
    return files.every((file) => eta.templatesSync.get(file) || isReadable(file)) ? 'kept' : 'gone'
  })
  await app.register(view, {
    engine: { eta },
    root: folder,
    production: true,
    viewExt: 'eta',
    defaultContext: { paths, assets, may, control, isSampleTown },
  })
}

/**
 * Answers with a page, or with its panel alone when htmx asks for that: one template either way.
 * The title says when something is wrong.
 */
export async function renderPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { template, title, data, refresh, trail, paper }: Page,
) {
  const user = request.user ?? undefined
  const now = await settingsFor(request)
  const town = now?.organization
  const place = placeOf(request.url)
  const body = await reply.viewAsync(template, { ...data, user })
  const isPanel = isPanelRequest(request)
  if (!user && !isPanel) reply.header('content-security-policy', request.server.signedOutPolicy)
  const { assets, isSampleTown } = request.server
  const html = await reply.viewAsync(isPanel ? 'layouts/panel' : 'layouts/page', {
    newTownName: data.newTownName,
    hasNewMenu: data.hasNewMenu,
    menu: menuOf(now),
    sheet:
      !isSampleTown && isSettings(user ? request.url : String(data.to ?? '')) ? assets.settings : assets.css,
    title: `${data.errors || data.conflict ? 'Error: ' : ''}${title}`,
    body,
    user,
    refresh,
    town,
    place,
    help: place?.tab.path !== paths.help && (place?.tab.help ?? paths.help),
    trail: breadcrumbOf(request.url, title.split(' - ')[0] as string, trail),
    paper: paper &&
      town && { ...paper, at: momentIn(town.timeZone, request.server.deps.now().toISOString()) },
    unencrypted: user?.role === 'administrator' && isUnencrypted(request) && request.line,
  })
  return reply.send(withTokens(html, reply))
}

/** What the town is called and has on; undefined where the page says only that the database is gone. */
async function settingsFor({ server, user }: FastifyRequest) {
  const { settings } = server.deps
  try {
    return user ? await settings.at(user.revision) : await settings.afterSave()
  } catch {
    return undefined
  }
}

/** Every form that changes something gets its token here, where none is forgotten. A page without one sets no cookie. */
function withTokens(html: string, reply: FastifyReply) {
  let token: string | undefined
  return html.replace(/<form method="post"[^>]*>/g, (form) => {
    token ??= reply.csrfToken()
    return `${form}<input type="hidden" name="_csrf" value="${token}">`
  })
}

/** Plain HTTP to anything but the machine itself: anyone on the same network can read along. */
function isUnencrypted({ line, hostname, ip }: FastifyRequest) {
  if (line !== 'plain') return line !== 'tls'
  const here = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/
  return !(here.test(hostname) && (here.test(ip) || ip === '::ffff:127.0.0.1'))
}
