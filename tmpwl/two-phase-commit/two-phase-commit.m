-- two-phase-commit.model.ts, action for action.

const
  MANAGERS: 5;

type
  Manager: 0 .. MANAGERS - 1;
  Managers: array [Manager] of boolean;

var
  rm: array [Manager] of enum { working, prepared, committed, aborted };
  tm: enum { waiting, decidedCommit, decidedAbort };
  heard: Managers; -- the managers that the transaction manager has heard of
  ready: Managers; -- the messages `prepared`
  commit: boolean; -- the messages `commit` and `abort`
  abort: boolean;

startstate
begin
  for r: Manager do
    rm[r] := working;
    heard[r] := false;
    ready[r] := false;
  end;
  tm := waiting;
  commit := false;
  abort := false;
end;

ruleset r: Manager do

  rule "tm hears prepared" tm = waiting & ready[r] ==>
  begin
    heard[r] := true;
  end;

  rule "rm prepares" rm[r] = working ==>
  begin
    rm[r] := prepared;
    ready[r] := true;
  end;

  rule "rm chooses to abort" rm[r] = working ==>
  begin
    rm[r] := aborted;
  end;

  rule "rm hears commit" commit ==>
  begin
    rm[r] := committed;
  end;

  rule "rm hears abort" abort ==>
  begin
    rm[r] := aborted;
  end;

end;

rule "tm commits" tm = waiting & forall r: Manager do heard[r] end ==>
begin
  tm := decidedCommit;
  commit := true;
end;

rule "tm aborts" tm = waiting ==>
begin
  tm := decidedAbort;
  abort := true;
end;

invariant "no manager aborts what another committed"
  !((exists r: Manager do rm[r] = committed end) & (exists r: Manager do rm[r] = aborted end));
