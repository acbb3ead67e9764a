-- window.model.ts, step for step.

const
  ITEMS: 3;
  SIZE: 2;
  FRAMES: 2;
  ACKS: 2;
  NUMBERS: 2 * SIZE;

type
  Item: 0 .. ITEMS - 1;
  FrameNumber: 0 .. NUMBERS - 1;
  FramePlace: 0 .. FRAMES - 1;
  AckPlace: 0 .. ACKS - 1;

var
  -- The queues. A place behind the end holds the lowest of each field.
  frames: array [FramePlace] of record
    number: FrameNumber;
    item: Item;
    again: boolean;
  end;
  sent: 0 .. FRAMES;
  acks: array [AckPlace] of record
    number: FrameNumber;
    again: boolean;
  end;
  answers: 0 .. ACKS;
  first: 0 .. ITEMS;
  next: 0 .. ITEMS;
  acknowledged: array [Item] of boolean;
  careful: boolean;
  delivered: 0 .. ITEMS;
  early: array [FrameNumber] of 0 .. ITEMS; -- ITEMS for none
  mixedUp: boolean;

function distance(a: 0 .. ITEMS; b: FrameNumber): FrameNumber;
begin
  return (b + NUMBERS - a % NUMBERS) % NUMBERS;
end;

procedure push(item: Item; again: boolean);
begin
  frames[sent].number := item % NUMBERS;
  frames[sent].item := item;
  frames[sent].again := again;
  sent := sent + 1;
end;

procedure emptyFrame(i: FramePlace);
begin
  frames[i].number := 0;
  frames[i].item := 0;
  frames[i].again := false;
end;

procedure removeFrame(i: FramePlace);
begin
  for j: 0 .. FRAMES - 2 do
    if j >= i then
      frames[j] := frames[j + 1];
    end;
  end;
  emptyFrame(FRAMES - 1);
  sent := sent - 1;
end;

procedure emptyAck(i: AckPlace);
begin
  acks[i].number := 0;
  acks[i].again := false;
end;

procedure removeAck(i: AckPlace);
begin
  for j: 0 .. ACKS - 2 do
    if j >= i then
      acks[j] := acks[j + 1];
    end;
  end;
  emptyAck(ACKS - 1);
  answers := answers - 1;
end;

startstate
begin
  for i: FramePlace do
    emptyFrame(i);
  end;
  for i: AckPlace do
    emptyAck(i);
  end;
  sent := 0;
  answers := 0;
  first := 0;
  next := 0;
  for i: Item do
    acknowledged[i] := false;
  end;
  careful := false;
  delivered := 0;
  for n: FrameNumber do
    early[n] := ITEMS;
  end;
  mixedUp := false;
end;

rule "send" next < ITEMS & next < first + (careful ? 1 : SIZE) & sent < FRAMES ==>
begin
  push(next, false);
  next := next + 1;
end;

ruleset i: Item do
  rule "send again" sent < FRAMES & i >= first & i < next & !acknowledged[i] ==>
  begin
    push(i, true);
  end;
end;

rule "receive" sent > 0 & answers < ACKS ==>
var number: FrameNumber;
var again: boolean;
begin
  number := frames[0].number;
  again := frames[0].again;
  if distance(delivered, number) < SIZE then
    early[number] := frames[0].item;
  end;
  removeFrame(0);
  while early[delivered % NUMBERS] != ITEMS do
    if early[delivered % NUMBERS] != delivered then
      mixedUp := true;
    end;
    early[delivered % NUMBERS] := ITEMS;
    delivered := delivered + 1;
  end;
  acks[answers].number := number;
  acks[answers].again := again;
  answers := answers + 1;
end;

rule "hear" answers > 0 ==>
var item: 0 .. ITEMS + NUMBERS;
begin
  item := first + distance(first, acks[0].number);
  careful := acks[0].again;
  removeAck(0);
  if item < next then
    acknowledged[item] := true;
  end;
  while first < ITEMS & acknowledged[first] do
    acknowledged[first] := false;
    first := first + 1;
  end;
end;

ruleset i: FramePlace do
  rule "a frame is lost" i < sent ==>
  begin
    removeFrame(i);
  end;
end;

ruleset i: AckPlace do
  rule "an acknowledgement is lost" i < answers ==>
  begin
    removeAck(i);
  end;
end;

invariant "items are delivered in their order, and only what is delivered is acknowledged"
  !mixedUp & first <= delivered;
