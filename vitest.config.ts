import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Folders whose tests leave nothing behind: their files share a process and what they import, which saves its start. */
const shared = ['graph', 'report'].map((name) => `test/${name}/**/*.test.ts`)

const source = (path: string) => `${fileURLToPath(new URL('./src', import.meta.url))}/${path}`

export default defineConfig({
  resolve: {
    alias: [
      { find: /^allways$/, replacement: source('index.ts') },
      { find: /^allways\/([\w-]+)$/, replacement: source('adapters/$1.ts') },
    ],
  },
  test: {
    projects: [
      { extends: true, test: { name: 'shared', include: shared, isolate: false } },
      { extends: true, test: { name: 'isolated', include: ['test/**/*.test.ts'], exclude: shared } },
    ],
    globalSetup: 'test/set-up.js',
    // a limit for what hangs, and not for what is slow: others may need the machine as well
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // what a command does where nobody looks is asked for by the tests of it
    env: { CI: '', GITHUB_ACTIONS: '' },
  },
})
