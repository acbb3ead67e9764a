-- peterson.model.ts, step for step.

const
  PROCESSES: 3;

type
  Process: 0 .. PROCESSES - 1;
  Level: 0 .. PROCESSES - 1;

var
  level: array [Process] of Level;           -- the level that each process has reached; 0 is outside
  last: array [1 .. PROCESSES - 1] of Process; -- who came last to each level above 0
  process: array [Process] of record
    at: enum { outside, climb, comeLast, wait, critical };
    other: Process;
  end;

startstate
begin
  for i: Process do
    level[i] := 0;
    process[i].at := outside;
    process[i].other := 0;
  end;
  for l: 1 .. PROCESSES - 1 do
    last[l] := 0;
  end;
end;

ruleset i: Process do
  alias me: process[i] do

    rule "outside" me.at = outside ==>
    begin
      me.at := climb;
    end;

    rule "climb" me.at = climb ==>
    begin
      level[i] := level[i] + 1;
      me.at := comeLast;
    end;

    rule "come last" me.at = comeLast ==>
    begin
      last[level[i]] := i;
      me.at := wait;
    end;

    rule "wait" me.at = wait & (last[level[i]] != i | me.other = i | level[me.other] < level[i]) ==>
    begin
      if last[level[i]] = i & me.other < PROCESSES - 1 then
        me.other := me.other + 1;
      else
        me.other := 0;
        if level[i] < PROCESSES - 1 then
          me.at := climb;
        else
          me.at := critical;
        end;
      end;
    end;

    rule "critical section" me.at = critical ==>
    begin
      level[i] := 0;
      me.at := outside;
    end;

  end;
end;

invariant "mutual exclusion"
  forall i: Process do
    forall j: Process do
      i = j | process[i].at != critical | process[j].at != critical
    end
  end;
