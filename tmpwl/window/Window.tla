------------------------------- MODULE Window -------------------------------
(* window.model.ts, step for step. *)
EXTENDS Integers, Sequences

CONSTANTS Items, Size, Frames, Acks

Numbers == 2 * Size
Item == 0 .. Items - 1
Distance(from, to) == ((to + Numbers) - (from % Numbers)) % Numbers

VARIABLES frames, acks, first, next, acknowledged, careful, delivered, early, mixedUp
vars == <<frames, acks, first, next, acknowledged, careful, delivered, early, mixedUp>>

(* early gives each number the item that is kept for it, or Items. *)
Init ==
  /\ frames = <<>>
  /\ acks = <<>>
  /\ first = 0
  /\ next = 0
  /\ acknowledged = {}
  /\ careful = FALSE
  /\ delivered = 0
  /\ early = [n \in 0 .. Numbers - 1 |-> Items]
  /\ mixedUp = FALSE

Frame(item, again) == [number |-> item % Numbers, item |-> item, again |-> again]

Send ==
  /\ next < Items
  /\ next < first + (IF careful THEN 1 ELSE Size)
  /\ Len(frames) < Frames
  /\ frames' = Append(frames, Frame(next, FALSE))
  /\ next' = next + 1
  /\ UNCHANGED <<acks, first, acknowledged, careful, delivered, early, mixedUp>>

SendAgain ==
  /\ Len(frames) < Frames
  /\ \E item \in (first .. next - 1) \ acknowledged : frames' = Append(frames, Frame(item, TRUE))
  /\ UNCHANGED <<acks, first, next, acknowledged, careful, delivered, early, mixedUp>>

(* Delivers what is kept from d on: how many are delivered then, what is still kept, and whether the order was wrong. *)
RECURSIVE Deliver(_, _, _)
Deliver(d, kept, wrong) ==
  IF kept[d % Numbers] = Items
    THEN <<d, kept, wrong>>
    ELSE Deliver(d + 1, [kept EXCEPT ![d % Numbers] = Items], wrong \/ kept[d % Numbers] # d)

Receive ==
  /\ frames # <<>>
  /\ Len(acks) < Acks
  /\ frames' = Tail(frames)
  /\ LET frame == Head(frames)
         kept ==
           IF Distance(delivered, frame.number) < Size
             THEN [early EXCEPT ![frame.number] = frame.item]
             ELSE early
         after == Deliver(delivered, kept, mixedUp)
     IN /\ delivered' = after[1]
        /\ early' = after[2]
        /\ mixedUp' = after[3]
        /\ acks' = Append(acks, [number |-> frame.number, again |-> frame.again])
  /\ UNCHANGED <<first, next, acknowledged, careful>>

RECURSIVE Advance(_, _)
Advance(f, all) == IF f \in all THEN Advance(f + 1, all) ELSE f

Hear ==
  /\ acks # <<>>
  /\ acks' = Tail(acks)
  /\ careful' = Head(acks).again
  /\ LET item == first + Distance(first, Head(acks).number)
         all == IF item < next THEN acknowledged \cup {item} ELSE acknowledged
     IN /\ first' = Advance(first, all)
        /\ acknowledged' = {i \in all : i >= Advance(first, all)}
  /\ UNCHANGED <<frames, next, delivered, early, mixedUp>>

Without(queue, i) == SubSeq(queue, 1, i - 1) \o SubSeq(queue, i + 1, Len(queue))

LoseFrame ==
  /\ \E i \in 1 .. Len(frames) : frames' = Without(frames, i)
  /\ UNCHANGED <<acks, first, next, acknowledged, careful, delivered, early, mixedUp>>

LoseAck ==
  /\ \E i \in 1 .. Len(acks) : acks' = Without(acks, i)
  /\ UNCHANGED <<frames, first, next, acknowledged, careful, delivered, early, mixedUp>>

Next == Send \/ SendAgain \/ Receive \/ Hear \/ LoseFrame \/ LoseAck

Spec == Init /\ [][Next]_vars

InOrder == ~mixedUp /\ first <= delivered
=============================================================================
