--------------------------- MODULE TwoPhaseCommit ---------------------------
(* two-phase-commit.model.ts, action for action. *)
EXTENDS Integers

CONSTANT Managers

Manager == 0 .. Managers - 1

VARIABLES rm, tm, heard, prepared, commit, abort
vars == <<rm, tm, heard, prepared, commit, abort>>

Init ==
  /\ rm = [r \in Manager |-> "working"]
  /\ tm = "init"
  /\ heard = {}
  /\ prepared = {}
  /\ commit = FALSE
  /\ abort = FALSE

TMHearsPrepared(r) ==
  /\ tm = "init"
  /\ r \in prepared
  /\ heard' = heard \cup {r}
  /\ UNCHANGED <<rm, tm, prepared, commit, abort>>

TMCommits ==
  /\ tm = "init"
  /\ heard = Manager
  /\ tm' = "committed"
  /\ commit' = TRUE
  /\ UNCHANGED <<rm, heard, prepared, abort>>

TMAborts ==
  /\ tm = "init"
  /\ tm' = "aborted"
  /\ abort' = TRUE
  /\ UNCHANGED <<rm, heard, prepared, commit>>

RMPrepares(r) ==
  /\ rm[r] = "working"
  /\ rm' = [rm EXCEPT ![r] = "prepared"]
  /\ prepared' = prepared \cup {r}
  /\ UNCHANGED <<tm, heard, commit, abort>>

RMChoosesToAbort(r) ==
  /\ rm[r] = "working"
  /\ rm' = [rm EXCEPT ![r] = "aborted"]
  /\ UNCHANGED <<tm, heard, prepared, commit, abort>>

RMHearsCommit(r) ==
  /\ commit
  /\ rm' = [rm EXCEPT ![r] = "committed"]
  /\ UNCHANGED <<tm, heard, prepared, commit, abort>>

RMHearsAbort(r) ==
  /\ abort
  /\ rm' = [rm EXCEPT ![r] = "aborted"]
  /\ UNCHANGED <<tm, heard, prepared, commit, abort>>

Next ==
  \/ TMCommits
  \/ TMAborts
  \/ \E r \in Manager :
       \/ TMHearsPrepared(r)
       \/ RMPrepares(r)
       \/ RMChoosesToAbort(r)
       \/ RMHearsCommit(r)
       \/ RMHearsAbort(r)

Spec == Init /\ [][Next]_vars

Consistent == ~(\E r \in Manager : rm[r] = "committed") \/ ~(\E r \in Manager : rm[r] = "aborted")
=============================================================================
