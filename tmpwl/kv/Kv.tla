--------------------------------- MODULE Kv ---------------------------------
(* kv.model.ts, step for step. *)
EXTENDS Integers

CONSTANTS Clients, Keys, Values, Versions, Retries

Client == 0 .. Clients - 1
Key == 0 .. Keys - 1
Value == 0 .. Values - 1

(* The domain of a map is the set of its keys. *)
VARIABLES store, requests, waits
vars == <<store, requests, waits>>

Put(map, k, v) == [x \in DOMAIN map \cup {k} |-> IF x = k THEN v ELSE map[x]]
Without(map, k) == [x \in DOMAIN map \ {k} |-> map[x]]
Version(k) == IF k \in DOMAIN store THEN store[k].version ELSE 0

Init ==
  /\ store = <<>>
  /\ requests = <<>>
  /\ waits = [c \in Client |-> FALSE]

Asked(c, change, k, v) ==
  requests' = Put(requests, c, [change |-> change, key |-> k, value |-> v, expected |-> Version(k), tries |-> 0])

Ask(c) ==
  /\ ~waits[c]
  /\ waits' = [waits EXCEPT ![c] = TRUE]
  /\ UNCHANGED store
  /\ \E k \in Key :
       \/ \E v \in Value : Asked(c, "put", k, v)
       \/ k \in DOMAIN store /\ Asked(c, "remove", k, 0)

Wait(c) ==
  /\ waits[c]
  /\ c \notin DOMAIN requests
  /\ waits' = [waits EXCEPT ![c] = FALSE]
  /\ UNCHANGED <<store, requests>>

Serve(c) ==
  /\ c \in DOMAIN requests
  /\ UNCHANGED waits
  /\ LET request == requests[c]
         version == Version(request.key)
     IN IF version # request.expected
          THEN /\ store' = store
               /\ requests' =
                    IF request.tries = Retries
                      THEN Without(requests, c)
                      ELSE [requests EXCEPT ![c].expected = version, ![c].tries = @ + 1]
          ELSE /\ requests' = Without(requests, c)
               /\ store' =
                    IF request.change = "put"
                      THEN Put(store, request.key, [value |-> request.value, version |-> (version % Versions) + 1])
                      ELSE Without(store, request.key)

Expire ==
  /\ \E k \in DOMAIN store : store' = Without(store, k)
  /\ UNCHANGED <<requests, waits>>

Next ==
  \/ \E c \in Client : Ask(c) \/ Wait(c) \/ Serve(c)
  \/ Expire

Spec == Init /\ [][Next]_vars

OnlyWaiting == \A c \in Client : waits[c] \/ c \notin DOMAIN requests
=============================================================================
