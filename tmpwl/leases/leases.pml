/* leases.model.ts, step for step. */
#ifndef DROPLETS
#define DROPLETS 3
#endif
#ifndef LEASE
#define LEASE 2
#endif
#ifndef RENEWAT
#define RENEWAT 1
#endif

bool databaseUp = true;
byte left[DROPLETS] = LEASE;         /* what is left of each droplet's lease */
bool waits[DROPLETS];                /* whether it waits for an attempt of its own */
chan attempts = [DROPLETS] of { byte };
byte late;                           /* how many attempts, at the front, have timed out */

byte waiting;                        /* always how many droplets wait */

/* Whoever waits has one attempt. Asserted in the steps that write what it reads. */
#define CHECK assert(waiting == len(attempts))
hidden byte d;

active [DROPLETS] proctype droplet() {
  do
  :: d_step { !waits[_pid] && left[_pid] <= RENEWAT -> waits[_pid] = true; waiting++; attempts!_pid; CHECK }
  :: d_step { left[_pid] > 0 -> left[_pid]-- }
  od
}

active proctype host() {
  do
  :: d_step {
       attempts?d ->
       waits[d] = false;
       waiting--;
       if
       :: late > 0 -> late--
       :: late == 0 && databaseUp -> left[d] = LEASE
       :: else
       fi;
       CHECK
     }
  od
}

active proctype surroundings() {
  do
  :: d_step { late < len(attempts) -> late++ }
  :: d_step { databaseUp = !databaseUp }
  od
}
