import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { alias: { allways: fileURLToPath(new URL('./src/index.ts', import.meta.url)) } },
  // a limit for what hangs, and not for what is slow: others may need the machine as well
  test: { include: ['test/**/*.test.ts'], testTimeout: 300_000, hookTimeout: 300_000 },
})
