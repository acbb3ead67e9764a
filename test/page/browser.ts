/** A real browser, from an npm package, and pages in it that fail where anything goes wrong. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import chromium from '@sparticuz/chromium'
import { type Browser, type BrowserContextOptions, chromium as driver, type Page } from 'playwright-core'

export async function launch(): Promise<Browser> {
  return driver.launch({
    executablePath: await chromium.executablePath(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

export interface Opened {
  readonly page: Page
  /** All troubles so far: errors and warnings of the console, exceptions, requests for anything but the file itself. */
  readonly troubles: readonly string[]
}

/** Opens a page from disk, as a reader would. */
export async function open(browser: Browser, file: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const url = pathToFileURL(file.replace(/#.*/, '')).href
  return openAt(browser, url + (/#.*/.exec(file)?.[0] ?? ''), (asked) => asked === url, options)
}

/** Opens a page by its address; `mayAsk` says what it may ask for, without what stands behind `#`. */
export async function openAt(
  browser: Browser,
  url: string,
  mayAsk: (url: string) => boolean,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, ...options })
  const page = await context.newPage()
  const troubles: string[] = []
  page.on('console', (message) => {
    if (message.type() !== 'log') troubles.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => troubles.push(String(error)))
  page.on('request', (request) => {
    if (!mayAsk(request.url().replace(/#.*/, '')) && !request.url().startsWith('data:')) {
      troubles.push(`a request for ${request.url()}`)
    }
  })
  await page.goto(url)
  await page.locator('main').waitFor()
  return { page, troubles }
}

/** A folder for pages and pictures, and how to be rid of it. */
export function pagesFolder(): { write(name: string, html: string): string; readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'allways-page-'))
  return {
    path,
    write(name, html) {
      const file = join(path, name)
      writeFileSync(file, html)
      return file
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}
