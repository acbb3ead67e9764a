/** Runs once, before all tests: pages, threads and commands in processes of their own come from dist/. */
export { buildIfStale as setup } from '../bin/build.js'
