------------------------------- MODULE Fleet -------------------------------
(* fleet.model.ts, step for step. *)
EXTENDS Integers

CONSTANTS Machines, Away, Releases

Machine == 0 .. Machines - 1
Load == 300

(* newest, away and spare belong to the fleet; the others give each machine its own. *)
VARIABLES newest, paused, away, spare, at, release, load, certificate, restarts
vars == <<newest, paused, away, spare, at, release, load, certificate, restarts>>

Init ==
  /\ newest = 0
  /\ paused = FALSE
  /\ away = 0
  /\ spare = 0
  /\ at = [i \in Machine |-> "serve"]
  /\ release = [i \in Machine |-> 0]
  /\ load = [i \in Machine |-> Load]
  /\ certificate = [i \in Machine |-> 100 + i]
  /\ restarts = [i \in Machine |-> 0]

Serve(i) ==
  /\ at[i] = "serve"
  /\ release[i] < newest
  /\ ~paused
  /\ away < Away
  /\ away' = away + 1
  /\ at' = [at EXCEPT ![i] = "drain"]
  /\ UNCHANGED <<newest, paused, spare, release, load, certificate, restarts>>

Drain(i) ==
  /\ at[i] = "drain"
  /\ spare' = spare + load[i]
  /\ load' = [load EXCEPT ![i] = 0]
  /\ at' = [at EXCEPT ![i] = "stop"]
  /\ UNCHANGED <<newest, paused, away, release, certificate, restarts>>

Stop(i) ==
  /\ at[i] = "stop"
  /\ certificate' = [certificate EXCEPT ![i] = 0]
  /\ restarts' = [restarts EXCEPT ![i] = @ + 1]
  /\ at' = [at EXCEPT ![i] = "install"]
  /\ UNCHANGED <<newest, paused, away, spare, release, load>>

Install(i) ==
  /\ at[i] = "install"
  /\ release' = [release EXCEPT ![i] = newest]
  /\ certificate' = [certificate EXCEPT ![i] = 100 * (newest + 1) + i]
  /\ at' = [at EXCEPT ![i] = "warm up"]
  /\ UNCHANGED <<newest, paused, away, spare, load, restarts>>

WarmUp(i) ==
  /\ at[i] = "warm up"
  /\ load' = [load EXCEPT ![i] = Load]
  /\ spare' = spare - Load
  /\ away' = away - 1
  /\ at' = [at EXCEPT ![i] = "serve"]
  /\ UNCHANGED <<newest, paused, release, certificate, restarts>>

ReleaseComesOut ==
  /\ newest < Releases
  /\ newest' = newest + 1
  /\ UNCHANGED <<paused, away, spare, at, release, load, certificate, restarts>>

PausedOrGoesOn ==
  /\ paused' = ~paused
  /\ UNCHANGED <<newest, away, spare, at, release, load, certificate, restarts>>

Next ==
  \/ \E i \in Machine : Serve(i) \/ Drain(i) \/ Stop(i) \/ Install(i) \/ WarmUp(i)
  \/ ReleaseComesOut
  \/ PausedOrGoesOn

Spec == Init /\ [][Next]_vars

RECURSIVE Carried(_)
Carried(n) == IF n = 0 THEN 0 ELSE load[n - 1] + Carried(n - 1)

NoLoadIsLost == spare + Carried(Machines) = Machines * Load
=============================================================================
