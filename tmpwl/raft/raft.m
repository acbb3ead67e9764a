-- raft.model.ts, step for step. The bag is an array in ascending order.

const
  SERVERS: 3;
  TERMS: 1;
  ROOM: 3;
  COPIES: 1;

type
  Server: 0 .. SERVERS - 1;
  Term: 0 .. TERMS;
  Kind: 0 .. 1; -- a request, or a vote
  Place: 0 .. ROOM - 1;
  Message: record
    kind: Kind;
    term: Term;
    sender: Server;
    receiver: Server;
  end;

var
  servers: array [Server] of record
    role: enum { follower, candidate, leader };
    term: Term;
    votedFor: 0 .. SERVERS; -- SERVERS for nobody
    votes: array [Server] of boolean;
  end;
  messages: array [Place] of Message; -- a place behind the end holds the lowest of each field
  length: 0 .. ROOM;
  copies: 0 .. COPIES;

function rank(kind: Kind; term: Term; sender: Server; receiver: Server): 0 .. 2 * (TERMS + 1) * SERVERS * SERVERS;
begin
  return ((kind * (TERMS + 1) + term) * SERVERS + sender) * SERVERS + receiver;
end;

procedure empty(i: Place);
begin
  messages[i].kind := 0;
  messages[i].term := 0;
  messages[i].sender := 0;
  messages[i].receiver := 0;
end;

procedure remove(i: Place);
begin
  for j: 0 .. ROOM - 2 do
    if j >= i then
      messages[j] := messages[j + 1];
    end;
  end;
  empty(ROOM - 1);
  length := length - 1;
end;

procedure add(kind: Kind; term: Term; sender: Server; receiver: Server);
var i: 0 .. ROOM;
begin
  i := length;
  while i > 0 & rank(messages[i - 1].kind, messages[i - 1].term, messages[i - 1].sender, messages[i - 1].receiver)
      > rank(kind, term, sender, receiver) do
    messages[i] := messages[i - 1];
    i := i - 1;
  end;
  messages[i].kind := kind;
  messages[i].term := term;
  messages[i].sender := sender;
  messages[i].receiver := receiver;
  length := length + 1;
end;

function countVotes(me: Server): 0 .. SERVERS;
var count: 0 .. SERVERS;
begin
  count := 0;
  for i: Server do
    if servers[me].votes[i] then
      count := count + 1;
    end;
  end;
  return count;
end;

procedure forgetVotes(me: Server);
begin
  for i: Server do
    servers[me].votes[i] := false;
  end;
end;

startstate
begin
  for i: Server do
    servers[i].role := follower;
    servers[i].term := 0;
    servers[i].votedFor := SERVERS;
    forgetVotes(i);
  end;
  for i: Place do
    empty(i);
  end;
  length := 0;
  copies := COPIES;
end;

ruleset id: Server do
  alias self: servers[id] do

    ruleset i: Place do
      rule "receive" i < length & messages[i].receiver = id ==>
      var kind: Kind;
      var term: Term;
      var sender: Server;
      begin
        kind := messages[i].kind;
        term := messages[i].term;
        sender := messages[i].sender;
        remove(i);
        if term > self.term then
          self.term := term;
          self.role := follower;
          self.votedFor := SERVERS;
          forgetVotes(id);
        end;
        if term = self.term then
          if kind = 0 then
            if self.votedFor = SERVERS | self.votedFor = sender then
              self.votedFor := sender;
              add(1, term, id, sender);
            end;
          elsif self.role = candidate then
            self.votes[sender] := true;
            if 2 * countVotes(id) > SERVERS then
              self.role := leader;
              forgetVotes(id);
            end;
          end;
        end;
      end;
    end;

    rule "time out" self.role != leader & self.term < TERMS & length + SERVERS - 1 <= ROOM ==>
    begin
      self.role := candidate;
      self.term := self.term + 1;
      self.votedFor := id;
      for i: Server do
        self.votes[i] := i = id;
        if i != id then
          add(0, self.term, id, i);
        end;
      end;
    end;

  end;
end;

ruleset i: Place do

  rule "a message is lost" i < length ==>
  begin
    remove(i);
  end;

  rule "a message is duplicated" i < length & length < ROOM & copies > 0 ==>
  begin
    copies := copies - 1;
    add(messages[i].kind, messages[i].term, messages[i].sender, messages[i].receiver);
  end;

end;

invariant "a term has at most one leader"
  forall i: Server do forall j: Server do
    i = j | servers[i].term != servers[j].term | servers[i].role != leader | servers[j].role != leader
  end end;
