------------------------------ MODULE DnsRace ------------------------------
(* dns-race.model.ts, step for step. *)
EXTENDS Integers, FiniteSets

CONSTANTS Enactors, Endpoints, Plans, Age

Plan == 1 .. Plans
Endpoint == 0 .. Endpoints - 1
Enactor == 0 .. Enactors - 1

VARIABLES latest, active, trees, at, plan, endpoint, victims
vars == <<latest, active, trees, at, plan, endpoint, victims>>

Init ==
  /\ latest = 1
  /\ active = [e \in Endpoint |-> 1]
  /\ trees = [e \in Endpoint |-> {1}]
  /\ at = [i \in Enactor |-> "pick plan"]
  /\ plan = [i \in Enactor |-> 1]
  /\ endpoint = [i \in Enactor |-> 0]
  /\ victims = [i \in Enactor |-> {}]

PublishPlan ==
  /\ latest < Plans
  /\ latest' = latest + 1
  /\ UNCHANGED <<active, trees, at, plan, endpoint, victims>>

PickPlan(i) ==
  /\ at[i] = "pick plan"
  /\ plan' = [plan EXCEPT ![i] = latest]
  /\ at' = [at EXCEPT ![i] = "check once"]
  /\ UNCHANGED <<latest, active, trees, endpoint, victims>>

CheckOnce(i) ==
  /\ at[i] = "check once"
  /\ IF plan[i] > active[0]
       THEN /\ at' = [at EXCEPT ![i] = "apply plan"]
            /\ plan' = plan
       ELSE /\ at' = [at EXCEPT ![i] = "pick plan"]
            /\ plan' = [plan EXCEPT ![i] = 1]
  /\ UNCHANGED <<latest, active, trees, endpoint, victims>>

ApplyPlan(i) ==
  /\ at[i] = "apply plan"
  /\ active' = [active EXCEPT ![endpoint[i]] = plan[i]]
  /\ trees' = [trees EXCEPT ![endpoint[i]] = @ \cup {plan[i]}]
  /\ IF endpoint[i] < Endpoints - 1
       THEN /\ endpoint' = [endpoint EXCEPT ![i] = @ + 1]
            /\ at' = at
       ELSE /\ endpoint' = [endpoint EXCEPT ![i] = 0]
            /\ at' = [at EXCEPT ![i] = "find old plans"]
  /\ UNCHANGED <<latest, plan, victims>>

(* What comes after the cleanup of one endpoint: that of the next, or the end of the run. *)
CleanNext(i) ==
  IF endpoint[i] < Endpoints - 1
    THEN /\ endpoint' = [endpoint EXCEPT ![i] = @ + 1]
         /\ at' = [at EXCEPT ![i] = "find old plans"]
         /\ plan' = plan
    ELSE /\ endpoint' = [endpoint EXCEPT ![i] = 0]
         /\ at' = [at EXCEPT ![i] = "pick plan"]
         /\ plan' = [plan EXCEPT ![i] = 1]

FindOldPlans(i) ==
  /\ at[i] = "find old plans"
  /\ LET old == {p \in trees[endpoint[i]] : p <= plan[i] - Age}
     IN IF old = {}
          THEN CleanNext(i) /\ victims' = victims
          ELSE /\ victims' = [victims EXCEPT ![i] = old]
               /\ at' = [at EXCEPT ![i] = "delete old plan"]
               /\ UNCHANGED <<endpoint, plan>>
  /\ UNCHANGED <<latest, active, trees>>

DeleteOldPlan(i) ==
  /\ at[i] = "delete old plan"
  /\ LET oldest == CHOOSE p \in victims[i] : \A q \in victims[i] : p <= q
     IN /\ trees' = [trees EXCEPT ![endpoint[i]] = @ \ {oldest}]
        /\ victims' = [victims EXCEPT ![i] = @ \ {oldest}]
        /\ IF victims[i] = {oldest} THEN CleanNext(i) ELSE UNCHANGED <<at, endpoint, plan>>
  /\ UNCHANGED <<latest, active>>

Next ==
  \/ PublishPlan
  \/ \E i \in Enactor :
       PickPlan(i) \/ CheckOnce(i) \/ ApplyPlan(i) \/ FindOldPlans(i) \/ DeleteOldPlan(i)

Spec == Init /\ [][Next]_vars

LatestAnswers == \A e \in Endpoint : active[e] < latest \/ latest \in trees[e]
=============================================================================
