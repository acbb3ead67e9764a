/*
 * paxos.model.ts, step for step. No acceptor sends two promises in a ballot, or accepts two values in one. So the
 * messages are one promise and one acceptance for each ballot and acceptor, which may be there. At most 4 ballots and 3
 * values.
 */
#ifndef BALLOTS
#define BALLOTS 2
#endif
#ifndef ACCEPTORS
#define ACCEPTORS 3
#endif
#ifndef VALUES
#define VALUES 2
#endif

/* A ballot and a value in it, as one number: 0 for none. A higher ballot is a higher number. */
#define VOTE(ballot, value) ((ballot) * (VALUES + 1) + (value))
#define INDEX(ballot) (((ballot) - 1) * ACCEPTORS + _pid)

bool prepared[BALLOTS];               /* the messages of kind prepare, by ballot - 1 */
byte promise[BALLOTS * ACCEPTORS];    /* of kind promise: 0, or 1 + the vote in it */
byte proposed[BALLOTS];               /* of kind propose: 0, or the value in it */
bool accepted[BALLOTS * ACCEPTORS];   /* of kind accepted */

/* Always follow from the messages: the number of promises, the highest vote in them, the number of acceptances. */
byte promises[BALLOTS];
byte highest[BALLOTS];
byte acceptances[BALLOTS];
byte chosen; /* the value of a ballot with a majority of acceptances, or 0 */

#define HEAR_PREPARE(b) \
  :: d_step { \
       prepared[b - 1] && b > promised -> \
       promised = b; \
       promise[INDEX(b)] = 1 + vote; \
       promises[b - 1]++; \
       if :: vote > highest[b - 1] -> highest[b - 1] = vote :: else fi \
     }

#define HEAR_PROPOSE(b) \
  :: d_step { \
       proposed[b - 1] != 0 && b >= promised -> \
       promised = b; \
       vote = VOTE(b, proposed[b - 1]); \
       if \
       :: !accepted[INDEX(b)] -> \
          accepted[INDEX(b)] = true; \
          acceptances[b - 1]++; \
          if \
          :: 2 * acceptances[b - 1] > ACCEPTORS -> \
             assert(chosen == 0 || chosen == proposed[b - 1]); \
             chosen = proposed[b - 1] \
          :: else \
          fi \
       :: else \
       fi \
     }

active [ACCEPTORS] proctype acceptor() {
  byte promised, vote;
end:
  do
  HEAR_PREPARE(1)
  HEAR_PROPOSE(1)
#if BALLOTS > 1
  HEAR_PREPARE(2)
  HEAR_PROPOSE(2)
#endif
#if BALLOTS > 2
  HEAR_PREPARE(3)
  HEAR_PROPOSE(3)
#endif
#if BALLOTS > 3
  HEAR_PREPARE(4)
  HEAR_PROPOSE(4)
#endif
  od
}

#define MINE (_pid - ACCEPTORS)
#define MAJORITY (2 * promises[MINE] > ACCEPTORS)
#define FREE(v) :: d_step { MAJORITY && highest[MINE] == 0 -> proposed[MINE] = v }

active [BALLOTS] proctype proposer() {
  prepared[MINE] = true;
end:
  if
  :: d_step { MAJORITY && highest[MINE] != 0 -> proposed[MINE] = highest[MINE] % (VALUES + 1) }
  FREE(1)
#if VALUES > 1
  FREE(2)
#endif
#if VALUES > 2
  FREE(3)
#endif
  fi;
end_done:
  false
}
