import { describe, expect, it } from 'vitest'
import { sentencesOf } from './sentences.ts'

describe('the words of the tool', () => {
  it('are those of messages.txt, to be read as one page', async () => {
    const page = [...sentencesOf('src')].map(([file, texts]) =>
      [file, ...texts.map((text) => text.replaceAll('\n', '\n    '))].join('\n  '),
    )
    await expect(`${page.join('\n\n')}\n`).toMatchFileSnapshot('./messages.txt')
  })
})
