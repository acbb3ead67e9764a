-- dns-race.model.ts, step for step.

const
  ENACTORS: 2;
  ENDPOINTS: 2;
  PLANS: 4;
  AGE: 1;

type
  Plan: 1 .. PLANS;
  Endpoint: 0 .. ENDPOINTS - 1;
  Enactor: 0 .. ENACTORS - 1;
  Label: enum { pick, check, apply, find, delete };
  Plans: array [Plan] of boolean;

var
  latest: Plan;
  active: array [Endpoint] of Plan;
  trees: array [Endpoint] of Plans;
  enactor: array [Enactor] of record
    at: Label;
    plan: Plan;
    endpoint: Endpoint;
    victims: Plans;
  end;

function isEmpty(plans: Plans): boolean;
begin
  return forall p: Plan do !plans[p] end;
end;

-- What comes after the cleanup of one endpoint: that of the next, or the end of the run.
procedure cleanNext(i: Enactor);
begin
  if enactor[i].endpoint < ENDPOINTS - 1 then
    enactor[i].endpoint := enactor[i].endpoint + 1;
    enactor[i].at := find;
  else
    enactor[i].endpoint := 0;
    enactor[i].plan := 1;
    enactor[i].at := pick;
  end;
end;

startstate
begin
  latest := 1;
  for e: Endpoint do
    active[e] := 1;
    for p: Plan do
      trees[e][p] := p = 1;
    end;
  end;
  for i: Enactor do
    enactor[i].at := pick;
    enactor[i].plan := 1;
    enactor[i].endpoint := 0;
    for p: Plan do
      enactor[i].victims[p] := false;
    end;
  end;
end;

rule "publish plan" latest < PLANS ==>
begin
  latest := latest + 1;
end;

ruleset i: Enactor do
  alias me: enactor[i] do

    rule "pick plan" me.at = pick ==>
    begin
      me.plan := latest;
      me.at := check;
    end;

    rule "check once" me.at = check ==>
    begin
      if me.plan > active[0] then
        me.at := apply;
      else
        me.plan := 1;
        me.at := pick;
      end;
    end;

    rule "apply plan" me.at = apply ==>
    begin
      active[me.endpoint] := me.plan;
      trees[me.endpoint][me.plan] := true;
      if me.endpoint < ENDPOINTS - 1 then
        me.endpoint := me.endpoint + 1;
      else
        me.endpoint := 0;
        me.at := find;
      end;
    end;

    rule "find old plans" me.at = find ==>
    begin
      for p: Plan do
        me.victims[p] := p <= me.plan - AGE & trees[me.endpoint][p];
      end;
      if isEmpty(me.victims) then
        cleanNext(i);
      else
        me.at := delete;
      end;
    end;

    rule "delete old plan" me.at = delete ==>
    var oldest: Plan;
    begin
      oldest := 1;
      while !me.victims[oldest] do
        oldest := oldest + 1;
      end;
      trees[me.endpoint][oldest] := false;
      me.victims[oldest] := false;
      if isEmpty(me.victims) then
        cleanNext(i);
      end;
    end;

  end;
end;

invariant "an endpoint with the latest plan answers"
  forall e: Endpoint do active[e] < latest | trees[e][latest] end;
