import { spawn } from 'node:child_process'
import { expect, it } from 'vitest'
import { specText } from './models.ts'
import { allways, folderOf } from './run.ts'

it('a document is whole, however late its reader begins', async () => {
  const designs = Array.from({ length: 400 }, (_, i) => `d${i}: { expect: { small: 'violated' } }`).join(', ')
  const cwd = folderOf({ 'specs/a.model.ts': specText({ designs: `{ ${designs} }` }) })
  const args = [allways, 'check', '--json', '--no-write', '--no-types']
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  // the last line for people comes after the document
  while (!/ transitions · /.test(said.split('verdicts: ').at(-1) ?? ''))
    await new Promise((resolve) => setTimeout(resolve, 50))
  await new Promise((resolve) => setTimeout(resolve, 300))
  let document = ''
  for await (const text of child.stdout.setEncoding('utf8')) document += text
  expect(document.length).toBeGreaterThan(300_000)
  expect(JSON.parse(document).results).toHaveLength(400)
}, 60_000)
