/* dns-race.model.ts, step for step. Bit p of a set of plans is plan p + 1. */
#ifndef ENACTORS
#define ENACTORS 2
#endif
#ifndef ENDPOINTS
#define ENDPOINTS 2
#endif
#ifndef PLANS
#define PLANS 4
#endif
#ifndef AGE
#define AGE 1
#endif

byte latest = 1;
byte served[ENDPOINTS] = 1; /* the active plan of each endpoint */
byte trees[ENDPOINTS] = 1;  /* the plans that it has trees of */

/* An endpoint with the latest plan answers. Checked in the steps that write what it reads. */
#define ANSWERS(e) (served[e] < latest || (trees[e] & (1 << (latest - 1))))

active proctype planner() {
  byte e;
  do
  :: d_step {
       latest < PLANS ->
       latest++;
       for (e : 0 .. ENDPOINTS - 1) { assert(ANSWERS(e)) }
       e = 0
     }
  od
}

/* What comes after the cleanup of one endpoint: that of the next, or the end of the run. */
#define CLEAN_NEXT \
  if :: endpoint < ENDPOINTS - 1 -> endpoint++; at = find \
     :: else -> endpoint = 0; plan = 1; at = pick fi

mtype = { pick, check, apply, find, remove };

active [ENACTORS] proctype enactor() {
  mtype at = pick;
  byte plan = 1, endpoint, victims;
  do
  :: d_step { at == pick -> plan = latest; at = check }
  :: d_step {
       at == check ->
       if
       :: plan > served[0] -> at = apply
       :: else -> plan = 1; at = pick
       fi
     }
  :: d_step {
       at == apply ->
       served[endpoint] = plan;
       trees[endpoint] = trees[endpoint] | (1 << (plan - 1));
       assert(ANSWERS(endpoint));
       if
       :: endpoint < ENDPOINTS - 1 -> endpoint++
       :: else -> endpoint = 0; at = find
       fi
     }
  :: d_step {
       at == find ->
       if
       :: plan > AGE -> victims = trees[endpoint] & ((1 << (plan - AGE)) - 1)
       :: else
       fi;
       if
       :: victims != 0 -> at = remove
       :: else -> CLEAN_NEXT
       fi
     }
  :: d_step {
       at == remove ->
       /* the lowest bit of victims */
       trees[endpoint] = trees[endpoint] & ~(victims & -victims);
       assert(ANSWERS(endpoint));
       victims = victims & (victims - 1);
       if
       :: victims != 0
       :: else -> CLEAN_NEXT
       fi
     }
  od
}
