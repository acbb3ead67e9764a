/* two-phase-commit.model.ts, action for action. Bit r of a set of managers is manager r. */
#ifndef MANAGERS
#define MANAGERS 5
#endif
#define ALL ((1 << MANAGERS) - 1)

mtype = { init_, working, prepared, committed, aborted };

mtype rm[MANAGERS] = working;
mtype tm = init_;
short heard;   /* the managers that the transaction manager has heard of */
short ready;   /* the messages `prepared` */
bool commit;   /* the messages `commit` and `abort` */
bool abort;

/* Always what its name says: whether some manager has committed, or aborted. */
bool someCommitted;
bool someAborted;

/* No manager aborts what another committed. Asserted in the steps that write what it reads. */
#define COMMIT rm[_pid] = committed; someCommitted = true; assert(!someAborted)
#define ABORT rm[_pid] = aborted; someAborted = true; assert(!someCommitted)

active [MANAGERS] proctype manager() {
  do
  :: d_step { tm == init_ && (ready & (1 << _pid)) -> heard = heard | (1 << _pid) }
  :: d_step { rm[_pid] == working -> rm[_pid] = prepared; ready = ready | (1 << _pid) }
  :: d_step { rm[_pid] == working -> ABORT }
  :: d_step { commit -> COMMIT }
  :: d_step { abort -> ABORT }
  od
}

active proctype transaction_manager() {
  do
  :: d_step { tm == init_ && heard == ALL -> tm = committed; commit = true }
  :: d_step { tm == init_ -> tm = aborted; abort = true }
  od
}
