-------------------------------- MODULE Raft --------------------------------
(* raft.model.ts, step for step. The bag gives each message in it its number, and has no other messages. *)
EXTENDS Integers, FiniteSets

CONSTANTS Servers, Terms, Room, Copies

Server == 0 .. Servers - 1

VARIABLES role, term, votedFor, votes, bag, size, copies
vars == <<role, term, votedFor, votes, bag, size, copies>>

(* No server votes for Servers. *)
Init ==
  /\ role = [i \in Server |-> "follower"]
  /\ term = [i \in Server |-> 0]
  /\ votedFor = [i \in Server |-> Servers]
  /\ votes = [i \in Server |-> {}]
  /\ bag = <<>>
  /\ size = 0
  /\ copies = Copies

Count(b, m) == IF m \in DOMAIN b THEN b[m] ELSE 0
Add(b, m) == [n \in DOMAIN b \cup {m} |-> IF n = m THEN Count(b, m) + 1 ELSE b[n]]
Remove(b, m) ==
  IF b[m] > 1
    THEN [b EXCEPT ![m] = @ - 1]
    ELSE [n \in DOMAIN b \ {m} |-> b[n]]

Request(t, i, j) == [kind |-> "request", term |-> t, from |-> i, to |-> j]
Vote(t, i, j) == [kind |-> "vote", term |-> t, from |-> i, to |-> j]

(* A server with what it has after it has seen the term of a message. *)
Handle(i, m, r, voted, heard, rest) ==
  IF m.term < term[i]
    THEN /\ bag' = rest
         /\ size' = size - 1
         /\ UNCHANGED <<role, term, votedFor, votes>>
    ELSE /\ term' = [term EXCEPT ![i] = m.term]
         /\ IF m.kind = "request"
              THEN /\ role' = [role EXCEPT ![i] = r]
                   /\ votes' = [votes EXCEPT ![i] = heard]
                   /\ IF voted = Servers \/ voted = m.from
                        THEN /\ votedFor' = [votedFor EXCEPT ![i] = m.from]
                             /\ bag' = Add(rest, Vote(m.term, i, m.from))
                             /\ size' = size
                        ELSE /\ votedFor' = [votedFor EXCEPT ![i] = voted]
                             /\ bag' = rest
                             /\ size' = size - 1
              ELSE /\ votedFor' = [votedFor EXCEPT ![i] = voted]
                   /\ bag' = rest
                   /\ size' = size - 1
                   /\ IF r = "candidate"
                        THEN LET all == heard \cup {m.from}
                                 won == 2 * Cardinality(all) > Servers
                             IN /\ role' = [role EXCEPT ![i] = IF won THEN "leader" ELSE r]
                                /\ votes' = [votes EXCEPT ![i] = IF won THEN {} ELSE all]
                        ELSE /\ role' = [role EXCEPT ![i] = r]
                             /\ votes' = [votes EXCEPT ![i] = heard]

(* Each copy of a message is a choice of its own. *)
Receive(i) ==
  \E m \in DOMAIN bag : \E copy \in 1 .. bag[m] :
    /\ m.to = i
    /\ IF m.term > term[i]
         THEN Handle(i, m, "follower", Servers, {}, Remove(bag, m))
         ELSE Handle(i, m, role[i], votedFor[i], votes[i], Remove(bag, m))
    /\ UNCHANGED copies

RECURSIVE AddAll(_, _)
AddAll(b, all) ==
  IF all = {} THEN b ELSE LET m == CHOOSE m \in all : TRUE IN AddAll(Add(b, m), all \ {m})

TimeOut(i) ==
  /\ role[i] # "leader"
  /\ term[i] < Terms
  /\ size + Servers - 1 <= Room
  /\ role' = [role EXCEPT ![i] = "candidate"]
  /\ term' = [term EXCEPT ![i] = @ + 1]
  /\ votedFor' = [votedFor EXCEPT ![i] = i]
  /\ votes' = [votes EXCEPT ![i] = {i}]
  /\ bag' = AddAll(bag, {Request(term[i] + 1, i, j) : j \in Server \ {i}})
  /\ size' = size + Servers - 1
  /\ UNCHANGED copies

Lose ==
  \E m \in DOMAIN bag : \E copy \in 1 .. bag[m] :
    /\ bag' = Remove(bag, m)
    /\ size' = size - 1
    /\ UNCHANGED <<role, term, votedFor, votes, copies>>

Duplicate ==
  /\ copies > 0
  /\ size < Room
  /\ \E m \in DOMAIN bag : \E copy \in 1 .. bag[m] : bag' = Add(bag, m)
  /\ size' = size + 1
  /\ copies' = copies - 1
  /\ UNCHANGED <<role, term, votedFor, votes>>

Next ==
  \/ \E i \in Server : Receive(i) \/ TimeOut(i)
  \/ Lose
  \/ Duplicate

Spec == Init /\ [][Next]_vars

OneLeader ==
  \A i, j \in Server : i = j \/ term[i] # term[j] \/ role[i] # "leader" \/ role[j] # "leader"
=============================================================================
