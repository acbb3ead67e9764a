------------------------------- MODULE Paxos -------------------------------
(* paxos.model.ts, step for step. *)
EXTENDS Integers, FiniteSets

CONSTANTS Ballots, Acceptors, Values

Ballot == 1 .. Ballots
Acceptor == 0 .. Acceptors - 1
Value == 1 .. Values

(* 0 stands for no ballot and for no value. *)
VARIABLES messages, proposer, promised, lastBallot, value
vars == <<messages, proposer, promised, lastBallot, value>>

Message(kind, ballot, from, last, v) ==
  [kind |-> kind, ballot |-> ballot, from |-> from, lastBallot |-> last, value |-> v]

IsMajority(count) == 2 * count > Acceptors

Init ==
  /\ messages = {}
  /\ proposer = [b \in Ballot |-> "prepare"]
  /\ promised = [a \in Acceptor |-> 0]
  /\ lastBallot = [a \in Acceptor |-> 0]
  /\ value = [a \in Acceptor |-> 0]

Prepare(b) ==
  /\ proposer[b] = "prepare"
  /\ messages' = messages \cup {Message("prepare", b, 0, 0, 0)}
  /\ proposer' = [proposer EXCEPT ![b] = "propose"]
  /\ UNCHANGED <<promised, lastBallot, value>>

Propose(b) ==
  /\ proposer[b] = "propose"
  /\ LET promises == {m \in messages : m.kind = "promise" /\ m.ballot = b}
     IN /\ IsMajority(Cardinality(promises))
        /\ LET last == CHOOSE m \in promises : \A n \in promises : n.lastBallot <= m.lastBallot
           IN \E v \in IF last.lastBallot = 0 THEN Value ELSE {last.value} :
                messages' = messages \cup {Message("propose", b, 0, 0, v)}
  /\ proposer' = [proposer EXCEPT ![b] = "done"]
  /\ UNCHANGED <<promised, lastBallot, value>>

Receive(a) ==
  \E m \in messages :
    IF m.kind = "prepare" /\ m.ballot > promised[a]
      THEN /\ promised' = [promised EXCEPT ![a] = m.ballot]
           /\ messages' = messages \cup {Message("promise", m.ballot, a, lastBallot[a], value[a])}
           /\ UNCHANGED <<proposer, lastBallot, value>>
      ELSE /\ m.kind = "propose"
           /\ m.ballot >= promised[a]
           /\ promised' = [promised EXCEPT ![a] = m.ballot]
           /\ lastBallot' = [lastBallot EXCEPT ![a] = m.ballot]
           /\ value' = [value EXCEPT ![a] = m.value]
           /\ messages' = messages \cup {Message("accepted", m.ballot, a, 0, m.value)}
           /\ UNCHANGED proposer

Next ==
  \/ \E b \in Ballot : Prepare(b) \/ Propose(b)
  \/ \E a \in Acceptor : Receive(a)

Spec == Init /\ [][Next]_vars

IsChosen(v) ==
  \E b \in Ballot :
    IsMajority(Cardinality({m \in messages : m.kind = "accepted" /\ m.ballot = b /\ m.value = v}))

OneValue == Cardinality({v \in Value : IsChosen(v)}) <= 1
=============================================================================
