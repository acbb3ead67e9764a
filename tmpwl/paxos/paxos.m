-- paxos.model.ts, step for step. A field that a kind of message does not need is at its lowest.

const
  BALLOTS: 2;
  ACCEPTORS: 3;
  VALUES: 2;

type
  Ballot: 1 .. BALLOTS;
  BallotOrNone: 0 .. BALLOTS;
  Acceptor: 0 .. ACCEPTORS - 1;
  Value: 1 .. VALUES;
  ValueOrNone: 0 .. VALUES;

var
  -- The set of messages, by their kind.
  prepared: array [Ballot] of boolean;
  promises: array [Ballot] of array [Acceptor] of array [BallotOrNone] of array [ValueOrNone] of boolean;
  proposed: array [Ballot] of array [Value] of boolean;
  accepted: array [Ballot] of array [Acceptor] of array [Value] of boolean;
  proposer: array [Ballot] of enum { prepare, propose, done };
  acceptor: array [Acceptor] of record
    promised: BallotOrNone;
    lastBallot: BallotOrNone;
    value: ValueOrNone;
  end;

function isMajority(count: 0 .. ACCEPTORS): boolean;
begin
  return 2 * count > ACCEPTORS;
end;

function hasPromised(b: Ballot; a: Acceptor): boolean;
begin
  return exists l: BallotOrNone do exists v: ValueOrNone do promises[b][a][l][v] end end;
end;

function hasMajority(b: Ballot): boolean;
var count: 0 .. ACCEPTORS;
begin
  count := 0;
  for a: Acceptor do
    if hasPromised(b, a) then
      count := count + 1;
    end;
  end;
  return isMajority(count);
end;

-- Whether a proposer with these promises may propose this value.
function mayPropose(b: Ballot; v: Value): boolean;
var last: BallotOrNone;
var value: ValueOrNone;
begin
  last := 0;
  value := 0;
  for a: Acceptor do
    for l: BallotOrNone do
      for w: ValueOrNone do
        if promises[b][a][l][w] & l > last then
          last := l;
          value := w;
        end;
      end;
    end;
  end;
  return last = 0 | value = v;
end;

function isChosen(v: Value): boolean;
var count: 0 .. ACCEPTORS;
begin
  for b: Ballot do
    count := 0;
    for a: Acceptor do
      if accepted[b][a][v] then
        count := count + 1;
      end;
    end;
    if isMajority(count) then
      return true;
    end;
  end;
  return false;
end;

startstate
begin
  for b: Ballot do
    prepared[b] := false;
    proposer[b] := prepare;
    for v: Value do
      proposed[b][v] := false;
    end;
    for a: Acceptor do
      for l: BallotOrNone do
        for v: ValueOrNone do
          promises[b][a][l][v] := false;
        end;
      end;
      for v: Value do
        accepted[b][a][v] := false;
      end;
    end;
  end;
  for a: Acceptor do
    acceptor[a].promised := 0;
    acceptor[a].lastBallot := 0;
    acceptor[a].value := 0;
  end;
end;

ruleset b: Ballot do

  rule "prepare" proposer[b] = prepare ==>
  begin
    prepared[b] := true;
    proposer[b] := propose;
  end;

  ruleset v: Value do
    rule "propose" proposer[b] = propose & hasMajority(b) & mayPropose(b, v) ==>
    begin
      proposed[b][v] := true;
      proposer[b] := done;
    end;
  end;

  ruleset a: Acceptor do
    alias me: acceptor[a] do

      rule "receive prepare" prepared[b] & b > me.promised ==>
      begin
        me.promised := b;
        promises[b][a][me.lastBallot][me.value] := true;
      end;

      ruleset v: Value do
        rule "receive propose" proposed[b][v] & b >= me.promised ==>
        begin
          me.promised := b;
          me.lastBallot := b;
          me.value := v;
          accepted[b][a][v] := true;
        end;
      end;

    end;
  end;

end;

invariant "at most one value is chosen"
  forall v: Value do forall w: Value do v = w | !isChosen(v) | !isChosen(w) end end;
