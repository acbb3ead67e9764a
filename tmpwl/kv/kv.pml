/* kv.model.ts, step for step. At most 4 clients, 3 keys and 3 values. */
#ifndef CLIENTS
#define CLIENTS 2
#endif
#ifndef KEYS
#define KEYS 2
#endif
#ifndef VALUES
#define VALUES 2
#endif
#ifndef VERSIONS
#define VERSIONS 2
#endif
#ifndef RETRIES
#define RETRIES 1
#endif

#define PUT 1
#define REMOVE 2

byte version[KEYS]; /* 0 if the key is not in the store */
byte value[KEYS];

/* The request of each client. What is not there holds 0. */
byte change[CLIENTS];
byte key[CLIENTS];
byte written[CLIENTS];
byte expected[CLIENTS];
byte tries[CLIENTS];

/* Only a client that waits has a request. Asserted in the steps by which a client comes to wait, and stops it. */
#define CHECK assert(change[_pid] == 0)

#define ASK_PUT(k, v) \
  :: d_step { CHECK; change[_pid] = PUT; key[_pid] = k; written[_pid] = v; expected[_pid] = version[k] }
#define ASK_REMOVE(k) \
  :: d_step { version[k] != 0 -> CHECK; change[_pid] = REMOVE; key[_pid] = k; expected[_pid] = version[k] }

active [CLIENTS] proctype client() {
ask:
  if
  ASK_REMOVE(0)
  ASK_PUT(0, 0)
#if VALUES > 1
  ASK_PUT(0, 1)
#endif
#if VALUES > 2
  ASK_PUT(0, 2)
#endif
#if KEYS > 1
  ASK_REMOVE(1)
  ASK_PUT(1, 0)
#if VALUES > 1
  ASK_PUT(1, 1)
#endif
#if VALUES > 2
  ASK_PUT(1, 2)
#endif
#endif
#if KEYS > 2
  ASK_REMOVE(2)
  ASK_PUT(2, 0)
#if VALUES > 1
  ASK_PUT(2, 1)
#endif
#if VALUES > 2
  ASK_PUT(2, 2)
#endif
#endif
  fi;
  change[_pid] == 0;
  goto ask
}

inline forget(c) {
  change[c] = 0;
  key[c] = 0;
  written[c] = 0;
  expected[c] = 0;
  tries[c] = 0
}

#define SERVE(c) \
  :: d_step { \
       change[c] != 0 -> \
       if \
       :: version[key[c]] != expected[c] && tries[c] == RETRIES -> forget(c) \
       :: version[key[c]] != expected[c] && tries[c] < RETRIES -> expected[c] = version[key[c]]; tries[c]++ \
       :: version[key[c]] == expected[c] && change[c] == PUT -> \
          value[key[c]] = written[c]; \
          version[key[c]] = version[key[c]] % VERSIONS + 1; \
          forget(c) \
       :: version[key[c]] == expected[c] && change[c] == REMOVE -> \
          value[key[c]] = 0; \
          version[key[c]] = 0; \
          forget(c) \
       fi \
     }

active proctype server() {
  do
  SERVE(0)
#if CLIENTS > 1
  SERVE(1)
#endif
#if CLIENTS > 2
  SERVE(2)
#endif
#if CLIENTS > 3
  SERVE(3)
#endif
  od
}

#define EXPIRE(k) :: d_step { version[k] != 0 -> version[k] = 0; value[k] = 0 }

active proctype time() {
  do
  EXPIRE(0)
#if KEYS > 1
  EXPIRE(1)
#endif
#if KEYS > 2
  EXPIRE(2)
#endif
  od
}
