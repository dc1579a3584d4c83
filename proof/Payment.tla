---- MODULE Payment ----
\* Paying one prize: the protocol of docs/protocol.md. Every action says what it stands for; tests/proof checks the names.
\* Nobody keeps absolute time: each moment is stored as its age, in ticks, and ages above the largest limit are equal.
\* So time has no end here. Only what is in CONSTANTS is bounded.
EXTENDS Integers, FiniteSets, TLC

CONSTANTS
  Workers,      \* deliveries that run at the same time
  Generations,  \* how many keys the prize may use up
  Reissues,     \* how often two administrators pay it again after a reversal
  Deadline,     \* Settings.send_deadline_seconds
  Quiet,        \* Settings.quiet_seconds
  Reuse,        \* Settings.key_reuse_seconds
  Late,         \* assumed: so long after it was sent, a request may be executed
  Life,         \* assumed: so long Stripe keeps a key at least
  Skew,         \* assumed: so far apart are the clocks of two workers at most
  Faults,       \* how many faults happen before they end; Unlimited where safety is checked
  Wrong         \* the wrong variant, or "none"

VARIABLES
  rec,          \* prizeRecords/{id}, the fields that decide
  work,         \* what each worker is doing
  net,          \* requests on their way: by generation and age, none, one or several
  keys,         \* what Stripe keeps under each key, and how old that is
  made,         \* the transfer of each generation
  total,        \* how many transfers were ever made
  canceling,    \* an administrator's cancellation that has looked up and found nothing
  faults        \* faults that may still happen

vars == <<rec, work, net, keys, made, total, canceling, faults>>

Unlimited == -1
Max(a, b) == IF a > b THEN a ELSE b
Old == Max(Quiet, Max(Reuse, Deadline + 1))  \* the age from which on nothing changes any more
Gens == 1..Generations
Idle == [pc |-> "idle", age |-> 0, ahead |-> 0, gen |-> 0]
NoKey == [answer |-> "none", age |-> 0]
Grown(age) == IF age < Old THEN age + 1 ELSE Old

Init ==
  /\ rec = [st |-> "pending", gen |-> 0, first |-> Old, last |-> Old, closed |-> "no", many |-> FALSE, reissues |-> 0]
  /\ work = [w \in Workers |-> Idle]
  /\ net = [g \in Gens |-> [a \in 0..Late |-> 0]]
  /\ keys = [g \in Gens |-> NoKey]
  /\ made = [g \in Gens |-> "none"]
  /\ total = 0
  /\ canceling = FALSE
  /\ faults = Faults

\* ---- commits on the record's version

\* Whoever read the record before another commit cannot commit any more. A worker that was about to send still does.
Outdated(v) ==
  CASE work[v].pc \in {"idle", "late"} -> work[v]
    [] work[v].pc = "send" -> [work[v] EXCEPT !.pc = "late"]
    [] OTHER -> Idle
Commit(r) == rec' = r /\ canceling' = FALSE
CommitBy(w, r, after) == Commit(r) /\ work' = [v \in Workers |-> IF v = w THEN after ELSE Outdated(v)]
CommitByOthers(r) == Commit(r) /\ work' = [v \in Workers |-> Outdated(v)]

Fault == IF faults = Unlimited THEN UNCHANGED faults ELSE faults > 0 /\ faults' = faults - 1

\* ---- the rules

\* The first part of first_step's answers: settled records are left alone.
Settled == rec.st # "pending"
Counts(g) == made[g] \in {"live", "reversed"}
Found == \E g \in Gens : Counts(g)

RefusedAtOnce == rec.closed = "refused" /\ ~rec.many
IsQuiet(ahead) == rec.last + ahead >= Quiet
IsYoung(ahead) == rec.first + ahead < Reuse
WaitsAfter ==
  CASE Wrong = "no quiet time after an unanswered send" -> rec.closed # "refused"
    [] Wrong = "no quiet time after a release" -> ~RefusedAtOnce /\ rec.closed # "released"
    [] Wrong = "no quiet time after a re-issue" -> ~RefusedAtOnce /\ rec.closed # "reversed"
    [] Wrong = "no quiet time at all" -> FALSE
    [] OTHER -> ~RefusedAtOnce

\* attempts.next_step, after a look-up that found nothing.
NextStep(ahead) ==
  IF rec.closed = "no" /\ IsYoung(ahead) THEN "again"
  ELSE IF WaitsAfter /\ ~IsQuiet(ahead) THEN "wait"
  ELSE IF rec.gen < Generations THEN "new" ELSE "wait"

\* ---- a worker

\* Read = pulse.prizes.pay_prize.Worker.work, pulse.prizes.rules.first_step
Read(w) ==
  /\ work[w].pc = "idle" /\ ~Settled
  /\ \E ahead \in 0..Skew : work' = [work EXCEPT ![w] = [pc |-> "read", age |-> 0, ahead |-> ahead, gen |-> 0]]
  /\ UNCHANGED <<rec, net, keys, made, total, canceling, faults>>

\* The times of an attempt are those of the worker's first read, by its own clock.
Sending(w, gen) == [pc |-> "send", age |-> work[w].age, ahead |-> 0, gen |-> gen]
Opened(w, gen) ==
  LET at == work[w].age - work[w].ahead
  IN [rec EXCEPT !.gen = gen, !.first = at, !.last = at, !.closed = "no", !.many = FALSE]

\* Claim = pulse.prizes.pay_prize.Worker.reserve, pulse.attempts.rules.first_attempt
Claim(w) ==
  /\ work[w].pc = "read" /\ rec.gen = 0
  /\ CommitBy(w, Opened(w, 1), Sending(w, 1))
  /\ UNCHANGED <<net, keys, made, total, faults>>

\* LookUp = pulse.prizes.pay_prize.Worker.look_up, pulse.prizes.protocol.find_transfers, pulse.prizes.protocol.settling,
\*   pulse.prizes.rules.step_after_look_up, pulse.attempts.rules.next_step
\* The finding is judged by the moment at which the look-up began, so it is judged here and not at the commit.
LookUp(w) ==
  /\ work[w].pc = "read" /\ rec.gen > 0
  /\ LET blind == \/ Wrong = "no look-up"
                  \/ Wrong = "no look-up while the key is young" /\ rec.closed = "no" /\ IsYoung(work[w].ahead)
         step == NextStep(work[w].ahead)
         late == Wrong = "the finding is judged at the commit"
     IN work' = [work EXCEPT ![w] =
          IF Found /\ ~blind THEN Idle
          ELSE IF late THEN [@ EXCEPT !.pc = "judge"]
          ELSE IF step = "wait" THEN Idle ELSE [@ EXCEPT !.pc = step]]
  /\ UNCHANGED <<rec, net, keys, made, total, canceling, faults>>

\* Resend = pulse.prizes.pay_prize.Worker.reserve, pulse.attempts.rules.sent_again
Resend(w) ==
  /\ work[w].pc = "again" \/ (work[w].pc = "judge" /\ NextStep(work[w].ahead) = "again")
  /\ CommitBy(w, [rec EXCEPT !.last = work[w].age - work[w].ahead, !.many = TRUE], Sending(w, rec.gen))
  /\ UNCHANGED <<net, keys, made, total, faults>>

\* Renew = pulse.prizes.pay_prize.Worker.reserve, pulse.attempts.rules.next_generation
Renew(w) ==
  /\ work[w].pc = "new" \/ (work[w].pc = "judge" /\ NextStep(work[w].ahead) = "new")
  /\ CommitBy(w, Opened(w, rec.gen + 1), Sending(w, rec.gen + 1))
  /\ UNCHANGED <<net, keys, made, total, faults>>

InTime(w) == work[w].age <= Deadline \/ Wrong = "no send deadline"

\* Send = pulse.prizes.pay_prize.Worker.act, pulse.prizes.protocol.in_time, pulse.prizes.pay_prize.Worker.send
Send(w) ==
  /\ work[w].pc \in {"send", "late"}
  /\ InTime(w)
  /\ net' = [net EXCEPT ![work[w].gen][0] = IF @ < 2 THEN @ + 1 ELSE 2]
  /\ work' = [work EXCEPT ![w] = IF @.pc = "send" THEN [Idle EXCEPT !.pc = "wait"] ELSE Idle]
  /\ UNCHANGED <<rec, keys, made, total, canceling, faults>>

\* GiveUp = pulse.prizes.pay_prize.Worker.unclear, pulse.prizes.pay_prize.Worker.act
\* No answer came, or the worker was too late to send. Nothing that decides is changed.
GiveUp(w) ==
  /\ work[w].pc = "wait" \/ (work[w].pc \in {"send", "late"} /\ ~InTime(w))
  /\ IF Wrong = "a send without an answer counts as paid"
     THEN CommitBy(w, [rec EXCEPT !.st = "paid"], Idle)
     ELSE work' = [work EXCEPT ![w] = Idle] /\ UNCHANGED <<rec, canceling>>
  /\ UNCHANGED <<net, keys, made, total, faults>>

\* Crash = the process ends at any step, without a trace
Crash(w) ==
  /\ work[w].pc # "idle" /\ Fault
  /\ work' = [work EXCEPT ![w] = Idle]
  /\ UNCHANGED <<rec, net, keys, made, total, canceling>>

\* Refused = pulse.prizes.pay_prize.Worker.refused, pulse.prizes.protocol.classify
\* "listed" closes the attempt; any other refusal stops the prize for a person.
Refused(w) ==
  /\ work[w].pc \in {"listed", "other"}
  /\ CommitBy(w, IF work[w].pc = "listed" THEN [rec EXCEPT !.closed = "refused"] ELSE [rec EXCEPT !.st = "failed"], Idle)
  /\ UNCHANGED <<net, keys, made, total, faults>>

\* ---- Stripe and the network

\* A request of several is taken away, and it is not known whether one or several are left.
Taken(g, a) ==
  \/ net[g][a] = 1 /\ net' = [net EXCEPT ![g][a] = 0]
  \/ net[g][a] = 2 /\ \E left \in 1..2 : net' = [net EXCEPT ![g][a] = left]

\* The worker that waits for an answer of this key gets it, or has gone away.
Told(g, answer) ==
  \/ UNCHANGED work
  \/ \E w \in Workers : /\ work[w].pc = "wait" /\ rec.gen = g
                        /\ work' = [work EXCEPT ![w] = IF answer = "made" THEN Idle ELSE [Idle EXCEPT !.pc = answer]]

\* Execute = Stripe executes a request whose key it does not know, at once or late
Execute(g, a) ==
  /\ keys[g].answer = "none" /\ Taken(g, a)
  /\ keys' = [keys EXCEPT ![g] = [answer |-> "made", age |-> a]]
  /\ made' = [made EXCEPT ![g] = "live"]
  /\ total' = total + 1
  /\ Told(g, "made")
  /\ UNCHANGED <<rec, canceling, faults>>

\* Refuse = Stripe refuses a request whose key it does not know; it may keep that under the key, or not
Refuse(g, a) ==
  /\ keys[g].answer = "none" /\ Taken(g, a) /\ Fault
  /\ \E answer \in {"listed", "other"}, kept \in BOOLEAN :
       /\ keys' = IF kept THEN [keys EXCEPT ![g] = [answer |-> answer, age |-> a]] ELSE keys
       /\ Told(g, answer)
  /\ UNCHANGED <<rec, made, total, canceling>>

\* Replay = Stripe answers a key that it knows with what it did before
Replay(g, a) ==
  /\ keys[g].answer # "none" /\ Taken(g, a)
  /\ Told(g, keys[g].answer)
  /\ UNCHANGED <<rec, keys, made, total, canceling, faults>>

\* Lose = the request never reaches Stripe, or is answered by 409, 429 or 5xx and has no effect
Lose(g, a) ==
  /\ Taken(g, a) /\ Fault
  /\ UNCHANGED <<rec, work, keys, made, total, canceling>>

\* Reverse = a person takes the transfer back at Stripe
Reverse(g) ==
  /\ made[g] = "live" /\ Fault
  /\ made' = [made EXCEPT ![g] = "reversed"]
  /\ UNCHANGED <<rec, work, net, keys, total, canceling>>

\* ---- recording, by the worker, an event or the reconciliation

\* Record = pulse.prizes.record_transfer.record_transfer
\* What is recorded may be older than what Stripe shows now. A canceled prize is stopped by its transfer.
Record(g) ==
  /\ Counts(g)
  /\ \E seen \in {"paid", "reversed"} :
       /\ seen = "reversed" => made[g] = "reversed"
       /\ rec.st # seen /\ rec.st # "reversed"
       /\ CommitByOthers([rec EXCEPT !.st = IF rec.st = "canceled" THEN "failed" ELSE seen])
  /\ UNCHANGED <<net, keys, made, total, faults>>

\* ---- administrators

\* Release = pulse.prizes.acts.release_prize
Release ==
  /\ rec.st = "failed"
  /\ CommitByOthers([rec EXCEPT !.st = "pending", !.closed = "released"])
  /\ UNCHANGED <<net, keys, made, total, faults>>

\* Reissue = pulse.prizes.acts.reissue_prize
Reissue ==
  /\ rec.st = "reversed" /\ rec.reissues < Reissues
  /\ CommitByOthers([rec EXCEPT !.st = "pending", !.closed = "reversed", !.reissues = @ + 1])
  /\ made' = [g \in Gens |-> IF made[g] = "reversed" THEN "former" ELSE made[g]]
  /\ UNCHANGED <<net, keys, total, faults>>

\* CancelLookUp = pulse.prizes.acts.cancel_prize, pulse.attempts.rules.is_quiet
CancelLookUp ==
  /\ ~canceling /\ rec.st = "pending" /\ Fault
  /\ \/ rec.gen = 0
     \/ RefusedAtOnce
     \/ ~Found /\ (IsQuiet(Skew) \/ Wrong = "a cancellation without a quiet time")
     \/ IsQuiet(Skew) /\ Wrong = "a cancellation without a look-up"
  /\ canceling' = TRUE
  /\ UNCHANGED <<rec, work, net, keys, made, total>>

\* Cancel = pulse.prizes.acts.cancel_prize
Cancel ==
  /\ canceling
  /\ CommitByOthers([rec EXCEPT !.st = "canceled"])
  /\ UNCHANGED <<net, keys, made, total, faults>>

\* ---- time

\* What is being done does not wait for the deadline once faults have ended.
Freezes == faults # Unlimited /\ \E w \in Workers : work[w].pc \notin {"idle", "wait"} /\ work[w].age >= Deadline

Aged(w) ==
  LET older == [work[w] EXCEPT !.age = Grown(@)]
  IN CASE work[w].pc \in {"idle", "wait", "listed", "other"} -> work[w]
       [] work[w].pc \in {"send", "late"} /\ work[w].age >= Deadline /\ Wrong # "no send deadline" -> Idle
       [] OTHER -> older

\* Tick = time passes; a request that was not executed by now never is, and Stripe forgets old keys
Tick ==
  /\ \A g \in Gens : net[g][Late] = 0
  /\ IF Freezes THEN Fault ELSE UNCHANGED faults
  /\ rec' = [rec EXCEPT !.first = Grown(@), !.last = Grown(@)]
  /\ work' = [w \in Workers |-> Aged(w)]
  /\ net' = [g \in Gens |-> [a \in 0..Late |-> IF a = 0 THEN 0 ELSE net[g][a - 1]]]
  /\ keys' = [g \in Gens |->
       IF keys[g].answer = "none" \/ keys[g].age >= Life THEN NoKey ELSE [keys[g] EXCEPT !.age = @ + 1]]
  /\ UNCHANGED <<made, total, canceling>>

ByWorker(w) == Read(w) \/ Claim(w) \/ LookUp(w) \/ Resend(w) \/ Renew(w) \/ Send(w) \/ GiveUp(w) \/ Refused(w)
AtStripe(g, a) == Execute(g, a) \/ Refuse(g, a) \/ Replay(g, a) \/ Lose(g, a)

Next ==
  \/ Tick \/ Release \/ Reissue \/ CancelLookUp \/ Cancel
  \/ \E w \in Workers : ByWorker(w) \/ Crash(w)
  \/ \E g \in Gens : Reverse(g) \/ Record(g) \/ \E a \in 0..Late : AtStripe(g, a)

Spec == Init /\ [][Next]_vars
Symmetry == Permutations(Workers)

\* ---- what must hold

Live == {g \in Gens : made[g] = "live"}
AtMostOnce == total <= 1 + rec.reissues /\ Cardinality(Live) <= 1
PaidIsMade == rec.st = "paid" => Found
CanceledIsUnpaid == rec.st = "canceled" => Live = {}

\* What Pool.tla builds on (attempts.nothing_in_flight): after the only send was refused, or once the quiet time is over,
\* nothing is executed any more that was not claimed anew.
Sendable == \E w \in Workers : work[w].pc \in {"send", "late"} /\ InTime(w)
UnderWay == \E g \in Gens, a \in 0..Late : net[g][a] > 0
NothingInFlight == RefusedAtOnce \/ IsQuiet(Skew) => ~Sendable /\ ~UnderWay

\* ---- what must happen: once faults have ended, a prize that nobody cancels is paid, and a person releases what stopped.

Fairly(w) == ByWorker(w) /\ (Wrong = "nobody looks again" => work[w].pc # "idle" \/ rec.gen = 0)
Fair ==
  /\ SF_vars(Tick) /\ WF_vars(Release)
  /\ \A w \in Workers : WF_vars(Fairly(w))
  /\ \A g \in Gens : WF_vars(Record(g)) /\ \A a \in 0..Late : WF_vars(Execute(g, a) \/ Replay(g, a))
LiveSpec == Spec /\ Fair
PaidInTheEnd == <>[](rec.st \in {"paid", "reversed", "canceled"})
====
