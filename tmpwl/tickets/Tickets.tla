------------------------------ MODULE Tickets ------------------------------
(* tickets.model.ts, step for step. *)
EXTENDS Integers

CONSTANTS Customers, Tickets, Errands

Customer == 0 .. Customers - 1
Errand == 0 .. Errands - 1

VARIABLES next, serving, taken, at, errand, ticket
vars == <<next, serving, taken, at, errand, ticket>>

Init ==
  /\ next = 0
  /\ serving = 0
  /\ taken = 0
  /\ at = [c \in Customer |-> "at home"]
  /\ errand = [c \in Customer |-> 0]
  /\ ticket = [c \in Customer |-> 0]

Come(c) ==
  /\ at[c] = "at home"
  /\ \E e \in Errand : errand' = [errand EXCEPT ![c] = e]
  /\ at' = [at EXCEPT ![c] = "in the office"]
  /\ UNCHANGED <<next, serving, taken, ticket>>

ChangeErrand(c) ==
  /\ at[c] = "in the office"
  /\ \E e \in Errand \ {errand[c]} : errand' = [errand EXCEPT ![c] = e]
  /\ UNCHANGED <<next, serving, taken, at, ticket>>

TakeTicket(c) ==
  /\ at[c] = "in the office"
  /\ taken < Tickets
  /\ ticket' = [ticket EXCEPT ![c] = next]
  /\ next' = (next + 1) % Tickets
  /\ taken' = taken + 1
  /\ at' = [at EXCEPT ![c] = "waiting"]
  /\ UNCHANGED <<serving, errand>>

Wait(c) ==
  /\ at[c] = "waiting"
  /\ serving = ticket[c]
  /\ at' = [at EXCEPT ![c] = "at the desk"]
  /\ UNCHANGED <<next, serving, taken, errand, ticket>>

Leave(c) ==
  /\ at[c] = "at the desk"
  /\ serving' = (serving + 1) % Tickets
  /\ taken' = taken - 1
  /\ ticket' = [ticket EXCEPT ![c] = 0]
  /\ errand' = [errand EXCEPT ![c] = 0]
  /\ at' = [at EXCEPT ![c] = "at home"]
  /\ UNCHANGED next

Step(c) == Come(c) \/ ChangeErrand(c) \/ TakeTicket(c) \/ Wait(c) \/ Leave(c)

Next == \E c \in Customer : Step(c)

Spec == Init /\ [][Next]_vars /\ \A c \in Customer : WF_vars(Step(c))

Served == at[0] = "waiting" ~> at[0] = "at the desk"
=============================================================================
