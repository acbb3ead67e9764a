/* fleet.model.ts, step for step. */
#ifndef MACHINES
#define MACHINES 6
#endif
#ifndef AWAY
#define AWAY 2
#endif
#ifndef RELEASES
#define RELEASES 1
#endif

#define LOAD 300

short newest; /* the release that is out */
bool paused;
byte gone;    /* the number of machines that do not serve */
int spare;    /* the load that they have given away */

int carried = MACHINES * LOAD; /* always the sum of the loads of all machines */

/* No load is lost. Asserted in the steps that write what it reads. */
#define CHECK assert(spare + carried == MACHINES * LOAD)

active [MACHINES] proctype machine() {
  short release;
  short load = LOAD;
  int certificate = 100 + _pid;
  byte restarts;
end:
  do
  :: d_step { release < newest && !paused && gone < AWAY -> gone++ };
     d_step { spare = spare + load; carried = carried - load; load = 0; CHECK };
     d_step { certificate = 0; restarts++ };
     d_step { release = newest; certificate = 100 * (newest + 1) + _pid };
     d_step { load = LOAD; carried = carried + LOAD; spare = spare - LOAD; gone--; CHECK }
  od
}

active proctype operator() {
  do
  :: d_step { newest < RELEASES -> newest++ }
  :: d_step { paused = !paused }
  od
}
