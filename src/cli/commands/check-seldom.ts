/** The parts of `check` that few runs use, in one module: each module of its own would be one more file to load. */
export { renderCoverage } from '../../report/terminal/coverage.ts'
export { changedSince } from '../project/changed.ts'
export { checkTypes } from '../project/type-check.ts'
export { coverageOf } from '../source/coverage.ts'
export { partOf } from '../stored/own-part.ts'
