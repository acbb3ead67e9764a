/** The page that `allways` writes: draws the results that it contains. */
import { render } from 'preact'
import type { Page } from '../report/documents/html.ts'
import { unpack } from '../report/documents/page-data.ts'
import { App } from './app.tsx'
import './page.css'

const page = JSON.parse(document.getElementById('data')?.textContent ?? 'null') as Page
const root = document.getElementById('page')
if (root !== null) {
  root.replaceChildren()
  render(<App results={unpack(page)} unchanged={page.unchanged} coverage={page.coverage} tool={page.tool} />, root)
}
