/** The option `--stories` of the commands that print the results of a check. */
import { Option } from 'commander'
import { storyChoices } from '../../report/terminal/story-choice.ts'

export const storiesOption = () =>
  new Option('--stories <which>', 'print the story of every unexpected verdict, of one a design, or of none')
    .choices(storyChoices)
    .default(undefined, 'one')
