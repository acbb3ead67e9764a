import {model,spec,int} from "allways"
export default spec({name:"tiny",model:()=>model({name:"tiny",state:{n:int(0,5)},actions:{a:{when:(s)=>s.n<5,do:(s)=>{s.n++}},b:(s)=>{s.n=0}},invariants:{ok:(s)=>s.n<=5}}),designs:{d:{}}})
