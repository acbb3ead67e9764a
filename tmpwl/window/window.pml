/*
 * window.model.ts, step for step. The queues are arrays, because any place of them may get lost. At most 8 items, 6
 * frames and 4 acknowledgements.
 */
#ifndef ITEMS
#define ITEMS 3
#endif
#ifndef SIZE
#define SIZE 2
#endif
#ifndef FRAMES
#define FRAMES 2
#endif
#ifndef ACKS
#define ACKS 2
#endif

#define NUMBERS (2 * SIZE)
#define DISTANCE(from, to) (((to) + NUMBERS - (from) % NUMBERS) % NUMBERS)

/* Each is one number: the frame's number, its item, and whether it is a repetition. */
#define FRAME(item, again) (((item) % NUMBERS) << 4 | (item) << 1 | (again))
#define ACK(number, again) ((number) << 1 | (again))

byte sent;           /* the number of frames under way; a place behind them holds 0 */
byte frames[FRAMES];
byte answers;        /* the number of acknowledgements under way */
byte acks[ACKS];

byte first;          /* the first item that is not acknowledged */
byte next;           /* the first item that was never sent */
byte acknowledged;   /* bit i: item i is acknowledged, although an earlier one is not */
bool careful;
byte delivered;
byte early[NUMBERS]; /* by number: 0, or 1 + the item */

hidden byte i, taken;

/* No item is delivered out of its order, and only what is delivered is acknowledged. */
#define CHECK assert(first <= delivered)

inline takeFrame(place) {
  taken = frames[place];
  sent--;
  for (i : place .. FRAMES - 2) { frames[i] = frames[i + 1] }
  frames[FRAMES - 1] = 0
}

inline takeAck(place) {
  taken = acks[place];
  answers--;
  for (i : place .. ACKS - 2) { acks[i] = acks[i + 1] }
  acks[ACKS - 1] = 0
}

#define SEND_AGAIN(item) \
  :: d_step { \
       sent < FRAMES && item >= first && item < next && !(acknowledged & (1 << item)) -> \
       frames[sent] = FRAME(item, 1); \
       sent++ \
     }

active proctype sender() {
end:
  do
  :: d_step {
       next < ITEMS && next < first + (careful -> 1 : SIZE) && sent < FRAMES ->
       frames[sent] = FRAME(next, 0);
       sent++;
       next++
     }
  :: d_step {
       answers > 0 ->
       takeAck(0);
       careful = taken & 1;
       i = first + DISTANCE(first, taken >> 1);
       if
       :: i < next -> acknowledged = acknowledged | (1 << i)
       :: else
       fi;
       do
       :: acknowledged & (1 << first) -> acknowledged = acknowledged & ~(1 << first); first++
       :: else -> break
       od;
       CHECK
     }
  SEND_AGAIN(0)
#if ITEMS > 1
  SEND_AGAIN(1)
#endif
#if ITEMS > 2
  SEND_AGAIN(2)
#endif
#if ITEMS > 3
  SEND_AGAIN(3)
#endif
#if ITEMS > 4
  SEND_AGAIN(4)
#endif
#if ITEMS > 5
  SEND_AGAIN(5)
#endif
#if ITEMS > 6
  SEND_AGAIN(6)
#endif
#if ITEMS > 7
  SEND_AGAIN(7)
#endif
  od
}

active proctype receiver() {
end:
  do
  :: d_step {
       sent > 0 && answers < ACKS ->
       takeFrame(0);
       if
       :: DISTANCE(delivered, taken >> 4) < SIZE -> early[taken >> 4] = 1 + ((taken >> 1) & 7)
       :: else
       fi;
       do
       :: early[delivered % NUMBERS] != 0 ->
          assert(early[delivered % NUMBERS] == delivered + 1);
          early[delivered % NUMBERS] = 0;
          delivered++
       :: else -> break
       od;
       acks[answers] = ACK(taken >> 4, taken & 1);
       answers++
     }
  od
}

#define LOSE_FRAME(place) :: d_step { place < sent -> takeFrame(place) }
#define LOSE_ACK(place) :: d_step { place < answers -> takeAck(place) }

active proctype channels() {
end:
  do
  LOSE_FRAME(0)
  LOSE_ACK(0)
#if FRAMES > 1
  LOSE_FRAME(1)
#endif
#if FRAMES > 2
  LOSE_FRAME(2)
#endif
#if FRAMES > 3
  LOSE_FRAME(3)
#endif
#if FRAMES > 4
  LOSE_FRAME(4)
#endif
#if FRAMES > 5
  LOSE_FRAME(5)
#endif
#if ACKS > 1
  LOSE_ACK(1)
#endif
#if ACKS > 2
  LOSE_ACK(2)
#endif
#if ACKS > 3
  LOSE_ACK(3)
#endif
  od
}
