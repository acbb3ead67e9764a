------------------------------- MODULE Leases -------------------------------
(* leases.model.ts, step for step. *)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS Droplets, Lease, RenewAt

Droplet == 0 .. Droplets - 1

VARIABLES databaseUp, left, waits, attempts, late
vars == <<databaseUp, left, waits, attempts, late>>

Init ==
  /\ databaseUp = TRUE
  /\ left = [d \in Droplet |-> Lease]
  /\ waits = [d \in Droplet |-> FALSE]
  /\ attempts = <<>>
  /\ late = 0

Ask(d) ==
  /\ ~waits[d]
  /\ left[d] <= RenewAt
  /\ waits' = [waits EXCEPT ![d] = TRUE]
  /\ attempts' = Append(attempts, d)
  /\ UNCHANGED <<databaseUp, left, late>>

RunDown(d) ==
  /\ left[d] > 0
  /\ left' = [left EXCEPT ![d] = @ - 1]
  /\ UNCHANGED <<databaseUp, waits, attempts, late>>

Serve ==
  /\ attempts # <<>>
  /\ attempts' = Tail(attempts)
  /\ waits' = [waits EXCEPT ![Head(attempts)] = FALSE]
  /\ late' = IF late > 0 THEN late - 1 ELSE 0
  /\ left' = IF late = 0 /\ databaseUp THEN [left EXCEPT ![Head(attempts)] = Lease] ELSE left
  /\ UNCHANGED databaseUp

AttemptTimesOut ==
  /\ late < Len(attempts)
  /\ late' = late + 1
  /\ UNCHANGED <<databaseUp, left, waits, attempts>>

DatabaseComesOrGoes ==
  /\ databaseUp' = ~databaseUp
  /\ UNCHANGED <<left, waits, attempts, late>>

Next ==
  \/ \E d \in Droplet : Ask(d) \/ RunDown(d)
  \/ Serve
  \/ AttemptTimesOut
  \/ DatabaseComesOrGoes

Spec == Init /\ [][Next]_vars

OneAttempt == Cardinality({d \in Droplet : waits[d]}) = Len(attempts)
=============================================================================
