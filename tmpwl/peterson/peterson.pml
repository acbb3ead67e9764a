/* peterson.model.ts, step for step; a step that ends in several places is an option for each. */
#ifndef PROCESSES
#define PROCESSES 3
#endif

byte level[PROCESSES];    /* the level that each process has reached; 0 is outside */
byte last[PROCESSES - 1]; /* who came last to each level above 0 */
byte inside;              /* always how many processes are in the critical section */

#define LEVEL level[_pid]
#define OVERTAKEN (last[LEVEL - 1] != _pid)
#define BELOW (other == _pid || level[other] < LEVEL)
#define SEEN (OVERTAKEN || (other == PROCESSES - 1 && BELOW))

active [PROCESSES] proctype competitor() {
  byte other;
outside:
  true;
climb:
  LEVEL++;
  last[LEVEL - 1] = _pid;
wait:
  if
  :: d_step { !SEEN && BELOW -> other++ }; goto wait
  :: d_step { SEEN && LEVEL < PROCESSES - 1 -> other = 0 }; goto climb
  :: d_step { SEEN && LEVEL == PROCESSES - 1 -> other = 0; inside++; assert(inside <= 1) }
  fi;
  d_step { LEVEL = 0; inside-- };
  goto outside
}
