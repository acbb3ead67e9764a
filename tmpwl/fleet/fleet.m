-- fleet.model.ts, step for step.

const
  MACHINES: 6;
  AWAY: 2;
  RELEASES: 1;
  LOAD: 300;

type
  Machine: 0 .. MACHINES - 1;
  Release: 0 .. 1023;

var
  release: Release;
  paused: boolean;
  away: 0 .. AWAY;  -- how many machines do not serve
  spare: 0 .. 65535; -- the load that they have given away
  machines: array [Machine] of record
    at: enum { serve, drain, stop, install, warmUp };
    release: Release;
    load: 0 .. 4095;
    certificate: 0 .. 65535;
    restarts: 0 .. 255;
  end;

function carried(): 0 .. 65535;
var sum: 0 .. 65535;
begin
  sum := 0;
  for i: Machine do
    sum := sum + machines[i].load;
  end;
  return sum;
end;

startstate
begin
  release := 0;
  paused := false;
  away := 0;
  spare := 0;
  for i: Machine do
    machines[i].at := serve;
    machines[i].release := 0;
    machines[i].load := LOAD;
    machines[i].certificate := 100 + i;
    machines[i].restarts := 0;
  end;
end;

ruleset i: Machine do
  alias me: machines[i] do

    rule "serve" me.at = serve & me.release < release & !paused & away < AWAY ==>
    begin
      away := away + 1;
      me.at := drain;
    end;

    rule "drain" me.at = drain ==>
    begin
      spare := spare + me.load;
      me.load := 0;
      me.at := stop;
    end;

    rule "stop" me.at = stop ==>
    begin
      me.certificate := 0;
      me.restarts := me.restarts + 1;
      me.at := install;
    end;

    rule "install" me.at = install ==>
    begin
      me.release := release;
      me.certificate := 100 * (release + 1) + i;
      me.at := warmUp;
    end;

    rule "warm up" me.at = warmUp ==>
    begin
      me.load := LOAD;
      spare := spare - LOAD;
      away := away - 1;
      me.at := serve;
    end;

  end;
end;

rule "a release comes out" release < RELEASES ==>
begin
  release := release + 1;
end;

rule "the rollout is paused or goes on" true ==>
begin
  paused := !paused;
end;

invariant "no load is lost"
  spare + carried() = MACHINES * LOAD;
