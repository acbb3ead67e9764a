------------------------------ MODULE Peterson ------------------------------
(* peterson.model.ts, step for step. *)
EXTENDS Integers

CONSTANT Processes

Process == 0 .. Processes - 1
Top == Processes - 1

VARIABLES level, last, at, other
vars == <<level, last, at, other>>

Init ==
  /\ level = [i \in Process |-> 0]
  /\ last = [l \in 1 .. Top |-> 0]
  /\ at = [i \in Process |-> "outside"]
  /\ other = [i \in Process |-> 0]

Outside(i) ==
  /\ at[i] = "outside"
  /\ at' = [at EXCEPT ![i] = "climb"]
  /\ UNCHANGED <<level, last, other>>

Climb(i) ==
  /\ at[i] = "climb"
  /\ level' = [level EXCEPT ![i] = @ + 1]
  /\ at' = [at EXCEPT ![i] = "come last"]
  /\ UNCHANGED <<last, other>>

ComeLast(i) ==
  /\ at[i] = "come last"
  /\ last' = [last EXCEPT ![level[i]] = i]
  /\ at' = [at EXCEPT ![i] = "wait"]
  /\ UNCHANGED <<level, other>>

Wait(i) ==
  /\ at[i] = "wait"
  \* as a negation: TLC would take a disjunction here for two actions, and count the transition twice
  /\ ~(last[level[i]] = i /\ other[i] # i /\ level[other[i]] >= level[i])
  /\ IF last[level[i]] = i /\ other[i] < Top
       THEN /\ other' = [other EXCEPT ![i] = @ + 1]
            /\ at' = at
       ELSE /\ other' = [other EXCEPT ![i] = 0]
            /\ at' = [at EXCEPT ![i] = IF level[i] < Top THEN "climb" ELSE "critical section"]
  /\ UNCHANGED <<level, last>>

CriticalSection(i) ==
  /\ at[i] = "critical section"
  /\ level' = [level EXCEPT ![i] = 0]
  /\ at' = [at EXCEPT ![i] = "outside"]
  /\ UNCHANGED <<last, other>>

Next == \E i \in Process : Outside(i) \/ Climb(i) \/ ComeLast(i) \/ Wait(i) \/ CriticalSection(i)

Spec == Init /\ [][Next]_vars

MutualExclusion ==
  \A i, j \in Process : i # j => ~(at[i] = "critical section" /\ at[j] = "critical section")
=============================================================================
