/** The code of the reports, in one module: each module of its own would be more files to load. */
export { annotations, jobSummary } from '../../report/documents/github.ts'
export { toJson } from '../../report/documents/json.ts'
export { toJunit } from '../../report/documents/junit.ts'
export { dotsOf, toText } from '../../report/documents/plain.ts'
export { toSarif } from '../../report/documents/sarif.ts'
export { toLcov } from '../../report/terminal/coverage.ts'
export { toBlob } from '../stored/blob.ts'
export { pageOf } from './page.ts'
