-- leases.model.ts, step for step.

const
  DROPLETS: 3;
  LEASE: 2;
  RENEWAT: 1;

type
  Droplet: 0 .. DROPLETS - 1;
  Place: 0 .. DROPLETS - 1;
  Count: 0 .. DROPLETS;

var
  databaseUp: boolean;
  droplets: array [Droplet] of record
    left: 0 .. LEASE; -- what is left of its lease
    waits: boolean;   -- whether it waits for an attempt of its own
  end;
  attempts: array [Place] of Droplet; -- the queue, its first attempt at 0; a place behind its end holds nothing
  length: Count;
  late: Count; -- how many attempts, at the front, have timed out

function waiting(): Count;
var count: Count;
begin
  count := 0;
  for d: Droplet do
    if droplets[d].waits then
      count := count + 1;
    end;
  end;
  return count;
end;

startstate
begin
  databaseUp := true;
  for d: Droplet do
    droplets[d].left := LEASE;
    droplets[d].waits := false;
  end;
  for p: Place do
    undefine attempts[p];
  end;
  length := 0;
  late := 0;
end;

ruleset d: Droplet do

  rule "ask" !droplets[d].waits & droplets[d].left <= RENEWAT ==>
  begin
    droplets[d].waits := true;
    attempts[length] := d;
    length := length + 1;
  end;

  rule "run down" droplets[d].left > 0 ==>
  begin
    droplets[d].left := droplets[d].left - 1;
  end;

end;

rule "serve" length > 0 ==>
var served: Droplet;
begin
  served := attempts[0];
  for i: 1 .. DROPLETS - 1 do
    if i < length then
      attempts[i - 1] := attempts[i];
    end;
  end;
  undefine attempts[length - 1];
  length := length - 1;
  droplets[served].waits := false;
  if late > 0 then
    late := late - 1;
  elsif databaseUp then
    droplets[served].left := LEASE;
  end;
end;

rule "attempt times out" late < length ==>
begin
  late := late + 1;
end;

rule "database comes or goes" true ==>
begin
  databaseUp := !databaseUp;
end;

invariant "whoever waits has one attempt"
  waiting() = length;
