/**
 * File names of stories, and the names of their folders. A name of plain words becomes a file name with hyphens between
 * the words. Any other name is shortened to its letters and digits, in any script, and gets a digest of the whole name.
 * So 'x < 2' and 'x = 2' have different files. A file name depends on the name alone, with one exception. If two
 * properties of a model differ only in case and punctuation, the one that is not all lowercase words gets a digest.
 */
import { createHash } from 'node:crypto'
import { plainFileName } from '../../language/spec.ts'

/** `others`: the names that have files in the same folder. The result is a single part of a path, without an ending. */
export function fileNameOf(name: string, others: readonly string[] = []): string {
  const plain = plainFileName(name) ?? (isLowercaseWords(name) ? name.replaceAll(' ', '-') : undefined)
  const isTwin = (other: string) => other !== name && plainFileName(other) === plain
  if (plain !== undefined && (isLowercaseWords(name) || !others.some(isTwin))) return plain
  // as JSON, even names that are not valid Unicode stay different
  const digest = createHash('sha256').update(JSON.stringify(name)).digest('hex').slice(0, 8)
  return `${lettersOf(name)}--${digest}`
}

/** Most file systems allow names of 255 bytes, some only 143. Temporary files have longer names than their targets. */
const mostBytes = 120
const bytesOf = (text: string) => Buffer.byteLength(text)

/**
 * Whether every file system keeps this name apart from all other such names. Some file systems ignore case, and some
 * decompose letters with accents.
 */
function isLowercaseWords(name: string): boolean {
  if (plainFileName(name) === name.replaceAll(' ', '-')) return !name.includes('-')
  return (
    /^[\p{L}\p{N}][\p{L}\p{M}\p{N}]*( [\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*$/u.test(name) &&
    /[^\0-\x7f]/.test(name) &&
    [name.normalize('NFC'), name.normalize('NFKC').toUpperCase().toLowerCase()].every((same) => same === name) &&
    bytesOf(name) <= mostBytes &&
    [...name].length <= 80
  )
}

/** The readable part of a file name: the first letters and digits of the name. */
function lettersOf(name: string): string {
  const words = name
    .normalize('NFC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu) ?? ['unnamed']
  let short = ''
  for (const letter of words.join('-')) {
    if (short.length + letter.length > 60 || bytesOf(short + letter) > mostBytes - 10) break
    short += letter
  }
  return short.replace(/-$/, '').normalize('NFC')
}
