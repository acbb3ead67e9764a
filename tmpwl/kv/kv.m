-- kv.model.ts, step for step.

const
  CLIENTS: 2;
  KEYS: 2;
  VALUES: 2;
  VERSIONS: 2;
  RETRIES: 1;

type
  Client: 0 .. CLIENTS - 1;
  Key: 0 .. KEYS - 1;
  Value: 0 .. VALUES - 1;
  Version: 0 .. VERSIONS; -- 0 stands for a key that is not there

var
  store: array [Key] of record
    value: Value;
    version: Version;
  end;
  requests: array [Client] of record
    change: enum { nothing, write, drop };
    key: Key;
    value: Value;
    expected: Version;
    tries: 0 .. RETRIES;
  end;
  waits: array [Client] of boolean;

procedure forget(c: Client);
begin
  requests[c].change := nothing;
  requests[c].key := 0;
  requests[c].value := 0;
  requests[c].expected := 0;
  requests[c].tries := 0;
end;

procedure removeEntry(k: Key);
begin
  store[k].value := 0;
  store[k].version := 0;
end;

startstate
begin
  for k: Key do
    removeEntry(k);
  end;
  for c: Client do
    forget(c);
    waits[c] := false;
  end;
end;

ruleset c: Client do
  alias request: requests[c] do

    ruleset k: Key do

      ruleset v: Value do
        rule "ask to put" !waits[c] ==>
        begin
          request.change := write;
          request.key := k;
          request.value := v;
          request.expected := store[k].version;
          waits[c] := true;
        end;
      end;

      rule "ask to remove" !waits[c] & store[k].version != 0 ==>
      begin
        request.change := drop;
        request.key := k;
        request.expected := store[k].version;
        waits[c] := true;
      end;

    end;

    rule "wait" waits[c] & request.change = nothing ==>
    begin
      waits[c] := false;
    end;

    rule "serve" request.change != nothing ==>
    var key: Key;
    begin
      key := request.key;
      if store[key].version != request.expected then
        if request.tries = RETRIES then
          forget(c);
        else
          request.expected := store[key].version;
          request.tries := request.tries + 1;
        end;
      else
        if request.change = write then
          store[key].value := request.value;
          store[key].version := store[key].version % VERSIONS + 1;
        else
          removeEntry(key);
        end;
        forget(c);
      end;
    end;

  end;
end;

ruleset k: Key do
  rule "an entry expires" store[k].version != 0 ==>
  begin
    removeEntry(k);
  end;
end;

invariant "only a client that waits has a request"
  forall c: Client do waits[c] | requests[c].change = nothing end;
