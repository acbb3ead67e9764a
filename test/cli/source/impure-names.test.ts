import { describe, expect, it } from 'vitest'
import { impureNamesOf } from '../../../src/cli/source/impure-names.ts'

describe('what a bundle can read of the world', () => {
  it.each([
    'const{int}=require("allways");module.exports={n:Math.max(1,[3].length)}',
    'var x={process:1,Date:2,now(){}};x.process;x.performance.now',
    '(function(a){return a?.Date})(new Map([["Date",structuredClone({})]]))',
    '(0,import_allways.process)(state,{steps:{}})',
  ])('is nothing in %s', (code) => {
    expect(impureNamesOf(code)).toEqual([])
  })

  it.each([
    ['process', 'const limit=Number(process.env.LIMIT)'],
    ['process', 'const{process}={process}'],
    ['globalThis', 'globalThis["pro"+"cess"]'],
    ['Date', 'const started=new Date'],
    ['performance', 'const f=()=>performance.now()'],
    ['random', 'const n=Math.random()'],
    ['random', 'const{random}=Math'],
    ['require', 'const fs=require("node:fs")'],
    ['require', 'const r=require'],
    ['import', 'import("node:fs")'],
    ['eval', 'eval("1")'],
    ['Function', 'new Function("return process")()'],
    ['Intl', 'new Intl.NumberFormat().format(1)'],
    ['localeCompare', '["b","a"].sort((x,y)=>x.localeCompare(y))'],
    ['console', 'const f=()=>console.log(1)'],
    ['fetch', 'fetch("http://localhost")'],
    ['syntax', 'not JavaScript'],
  ])('is %s in %s', (name, code) => {
    expect(impureNamesOf(code)).toEqual([name])
  })
})
