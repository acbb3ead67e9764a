import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { alias: { allways: fileURLToPath(new URL('./src/index.ts', import.meta.url)) } },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/set-up.js',
    // a limit for what hangs, and not for what is slow: others may need the machine as well
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // what a command does where nobody looks is asked for by the tests of it
    env: { CI: '', GITHUB_ACTIONS: '' },
  },
})
