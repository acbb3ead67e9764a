/* tickets.model.ts, step for step. At most 4 errands. */
#ifndef CUSTOMERS
#define CUSTOMERS 3
#endif
#ifndef TICKETS
#define TICKETS 2
#endif
#ifndef ERRANDS
#define ERRANDS 2
#endif

byte next;    /* the next ticket */
byte serving; /* the ticket that is served */
byte taken;

#define COME(e) :: d_step { errand = e }
#define CHANGE(e) :: d_step { errand != e -> errand = e }

active [CUSTOMERS] proctype customer() {
  byte errand, ticket;
home:
  if
  COME(0)
#if ERRANDS > 1
  COME(1)
#endif
#if ERRANDS > 2
  COME(2)
#endif
#if ERRANDS > 3
  COME(3)
#endif
  fi;
office:
  do
  CHANGE(0)
#if ERRANDS > 1
  CHANGE(1)
#endif
#if ERRANDS > 2
  CHANGE(2)
#endif
#if ERRANDS > 3
  CHANGE(3)
#endif
  :: d_step { taken < TICKETS -> ticket = next; next = (next + 1) % TICKETS; taken++ } -> break
  od;
waiting:
  serving == ticket;
desk:
  if
  :: d_step { serving = (serving + 1) % TICKETS; taken--; ticket = 0; errand = 0 }
  fi;
  goto home
}

/* Whoever has a ticket is served. */
ltl served { [] (customer[0]@waiting -> <> customer[0]@desk) }
