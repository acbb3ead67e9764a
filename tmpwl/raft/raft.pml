/* raft.model.ts, step for step. The bag is an array in ascending order. At most 4 servers, 7 terms and room for 6. */
#ifndef SERVERS
#define SERVERS 3
#endif
#ifndef TERMS
#define TERMS 1
#endif
#ifndef ROOM
#define ROOM 3
#endif
#ifndef COPIES
#define COPIES 1
#endif

#define FOLLOWER 0
#define CANDIDATE 1
#define LEADER 2

#define REQUEST 0
#define VOTE 1

/* A message is one number of 8 bits. */
#define MESSAGE(kind, term, from, to) ((kind) << 7 | (term) << 4 | (from) << 2 | (to))
#define KIND(m) ((m) >> 7)
#define TERM(m) (((m) >> 4) & 7)
#define FROM(m) (((m) >> 2) & 3)
#define TO(m) ((m) & 3)

byte role[SERVERS];
byte term[SERVERS];
byte votedFor[SERVERS]; /* 0, or 1 + the server */
byte votes[SERVERS];    /* bit i is set if server i has voted for it */
byte count;
byte messages[ROOM];    /* a place behind the end holds 0 */
byte copies = COPIES;

hidden byte i, m, number;

/* Takes the message at `place` into m. */
inline take(place) {
  m = messages[place];
  count--;
  for (i : place .. ROOM - 2) { messages[i] = messages[i + 1] }
  messages[ROOM - 1] = 0
}

inline put(message) {
  number = message;
  i = count;
  do
  :: i > 0 && messages[i - 1] > number -> messages[i] = messages[i - 1]; i--
  :: else -> break
  od;
  messages[i] = number;
  count++
}

inline receive() {
  if
  :: TERM(m) > term[_pid] ->
     term[_pid] = TERM(m);
     role[_pid] = FOLLOWER;
     votedFor[_pid] = 0;
     votes[_pid] = 0
  :: else
  fi;
  if
  :: TERM(m) < term[_pid]
  :: TERM(m) == term[_pid] && KIND(m) == REQUEST ->
     if
     :: votedFor[_pid] == 0 || votedFor[_pid] == FROM(m) + 1 ->
        votedFor[_pid] = FROM(m) + 1;
        put(MESSAGE(VOTE, TERM(m), _pid, FROM(m)))
     :: else
     fi
  :: TERM(m) == term[_pid] && KIND(m) == VOTE && role[_pid] == CANDIDATE ->
     votes[_pid] = votes[_pid] | (1 << FROM(m));
     number = 0;
     for (i : 0 .. SERVERS - 1) { number = number + ((votes[_pid] >> i) & 1) }
     if
     :: 2 * number > SERVERS ->
        role[_pid] = LEADER;
        votes[_pid] = 0;
        for (i : 0 .. SERVERS - 1) { assert(i == _pid || term[i] != term[_pid] || role[i] != LEADER) }
     :: else
     fi
  :: else
  fi;
  m = 0;
  i = 0;
  number = 0
}

#define RECEIVE(place) :: d_step { place < count && TO(messages[place]) == _pid -> take(place); receive() }

active [SERVERS] proctype server() {
end:
  do
  :: d_step {
       role[_pid] != LEADER && term[_pid] < TERMS && count + SERVERS - 1 <= ROOM ->
       role[_pid] = CANDIDATE;
       term[_pid]++;
       votedFor[_pid] = _pid + 1;
       votes[_pid] = 1 << _pid;
       for (m : 0 .. SERVERS - 1) {
         if
         :: m != _pid -> put(MESSAGE(REQUEST, term[_pid], _pid, m))
         :: else
         fi
       }
     }
  RECEIVE(0)
#if ROOM > 1
  RECEIVE(1)
#endif
#if ROOM > 2
  RECEIVE(2)
#endif
#if ROOM > 3
  RECEIVE(3)
#endif
#if ROOM > 4
  RECEIVE(4)
#endif
#if ROOM > 5
  RECEIVE(5)
#endif
  od
}

#define LOSE(place) :: d_step { place < count -> take(place) }
#define DUPLICATE(place) \
  :: d_step { place < count && copies > 0 && count < ROOM -> copies--; put(messages[place]) }

active proctype network() {
end:
  do
  LOSE(0)
  DUPLICATE(0)
#if ROOM > 1
  LOSE(1)
  DUPLICATE(1)
#endif
#if ROOM > 2
  LOSE(2)
  DUPLICATE(2)
#endif
#if ROOM > 3
  LOSE(3)
  DUPLICATE(3)
#endif
#if ROOM > 4
  LOSE(4)
  DUPLICATE(4)
#endif
#if ROOM > 5
  LOSE(5)
  DUPLICATE(5)
#endif
  od
}
