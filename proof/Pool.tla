---- MODULE Pool ----
\* One pool: two fundings, an award of two prizes with a rest, a review, one contest, one dispute, allotment passes, returns.
\* A payment is one step here: after its claim it may happen at any later time, or never. Payment.tla shows why that is enough.
\* What a transaction compares is not counted: a reader whose document was written meanwhile loses what it read.
EXTENDS Integers, FiniteSets, TLC

CONSTANTS
  Passes,   \* allotment passes that run at the same time
  Returns,  \* returns that are prepared at the same time
  Review,   \* ticks from the notices to reviewUntil
  Margin,   \* Settings: claims start so long after reviewUntil
  Skew,     \* assumed: so wrong is a clock at most
  Wrong     \* the wrong variant, or "none"

VARIABLES
  fund,     \* poolFundings/{id}: mature, what a dispute took, what was returned, what Stripe is being asked to return
  pool,     \* prizePools/{id}: award version, who was disqualified, the contest, ticks since the review began (-1: no reviewUntil)
  rec,      \* prizeRecords/{id}: amount, award version, whether it has the pool's epoch, what is recorded of its attempt
  stripe,   \* what is true at Stripe of each prize: no request left, one may still be executed, the transfer was made
  ready,    \* a worker has read record and pool, and may claim: nothing that it compares has changed since
  pass,     \* each allotment pass
  back,     \* each return that has read the pool: what it would give back, 0 for none
  dispute,  \* none, open, over
  failed,   \* a return failed: no other one starts by itself
  broken    \* rules that a commit has broken

vars == <<fund, pool, rec, stripe, ready, pass, back, dispute, failed, broken>>

Fundings == {1, 2}  \* in the order in which they were paid
Prizes == {1, 2}    \* by the place in the first version
Paid(f) == 2
Amount(out, r) ==   \* what prize r is worth when `out` is disqualified
  CASE out = r -> 0
    [] out = 0 /\ r = 2 -> 1
    [] OTHER -> 2
Place(r) == IF pool.out \in Prizes \ {r} THEN 1 ELSE r

NoPass == [pc |-> "idle", clean |-> 0, cover |-> {}]
Init ==
  /\ fund = [f \in Fundings |-> [mature |-> FALSE, lost |-> 0, returned |-> 0, asked |-> 0]]
  /\ pool = [version |-> 1, out |-> 0, contest |-> 0, contested |-> FALSE, since |-> 0]
  /\ rec = [r \in Prizes |-> [amount |-> Amount(0, r), version |-> 1, marked |-> FALSE, att |-> "none"]]
  /\ stripe = [r \in Prizes |-> "no"]
  /\ ready = [r \in Prizes |-> FALSE]
  /\ pass = [p \in Passes |-> NoPass]
  /\ back = [q \in Returns |-> 0]
  /\ dispute = "none"
  /\ failed = FALSE
  /\ broken = {}

\* ---- sums

Left(f) == Paid(f) - fund[f].lost - fund[f].returned
AllLeft == Left(1) + Left(2)
Clean == (IF fund[1].mature THEN Left(1) ELSE 0) + (IF fund[2].mature THEN Left(2) ELSE 0)
Sum(rs) == (IF 1 \in rs THEN rec[1].amount ELSE 0) + (IF 2 \in rs THEN rec[2].amount ELSE 0)
Awarded == Amount(pool.out, 1) + Amount(pool.out, 2)
MayBePaid(r) == rec[r].att = "paid" \/ stripe[r] # "no"
Out == Sum({r \in Prizes : MayBePaid(r)})

\* ---- writing the pool document

Readers == ready' = (IF Wrong = "a claim that does not require the pool unchanged" THEN ready ELSE [r \in Prizes |-> FALSE])
Returners == back' = [q \in Returns |-> 0]
WritePool == Readers /\ Returners
SameRecords == UNCHANGED rec
Unmarked(records) == [r \in Prizes |-> [records[r] EXCEPT !.marked = FALSE]]
\* A new epoch takes back every mark at once, and every pass of an older epoch ends.
NewEpoch == rec' = Unmarked(rec) /\ pass' = [p \in Passes |-> NoPass]
SameEpoch == UNCHANGED <<rec, pass>>

\* Whether a record has the award version of the pool, as a pass and a claim see it.
Early == Wrong = "nobody looks at the version, and the review starts early"
IsMarkable(r) == rec[r].version = pool.version \/ Early \/ Wrong = "a pass that does not look at the award version"
IsPayable(r) == rec[r].version = pool.version \/ Early \/ Wrong = "a claim that does not look at the award version"

\* ---- the review, by a clock that may be wrong

ReviewSeemsOver ==
  /\ pool.since >= 0
  /\ \E ahead \in 0..Skew : pool.since + ahead >= Review + (IF Wrong = "a claim at reviewUntil, without the margin" THEN 0 ELSE Margin)
InReview == pool.since < Review
IsContested(r) == pool.contest # 0 /\ pool.contest <= Place(r)

\* ---- fundings

\* Mature = pulse.pools.sums.is_mature
Mature(f) ==
  /\ ~fund[f].mature
  /\ fund' = [fund EXCEPT ![f].mature = TRUE]
  /\ UNCHANGED <<pool, rec, stripe, ready, pass, back, dispute, failed, broken>>

\* Dispute = pulse.pools.takings.with_taking
\* The bank takes a funding back.
Dispute(f) ==
  /\ dispute = "none" /\ Left(f) > 0
  /\ dispute' = "open"
  /\ fund' = [fund EXCEPT ![f].lost = Left(f)]
  /\ WritePool /\ IF Wrong = "a dispute that keeps the epoch" THEN SameEpoch ELSE NewEpoch
  /\ UNCHANGED <<pool, stripe, failed, broken>>

\* Win = the dispute is won, and its money comes back
Win ==
  /\ dispute = "open"
  /\ dispute' = "over"
  /\ fund' = [f \in Fundings |-> [fund[f] EXCEPT !.lost = 0]]
  /\ WritePool /\ SameEpoch
  /\ UNCHANGED <<pool, stripe, failed, broken>>

\* ---- the contest

\* Contest = pulse.prizes.contest_award.contest_award
\* By a clock that may be behind.
Contest(place) ==
  /\ ~pool.contested /\ pool.since >= 0 /\ pool.since - Skew < Review
  /\ pool' = [pool EXCEPT !.contest = place, !.contested = TRUE]
  /\ IF Wrong = "a contest that does not touch the pool" THEN UNCHANGED <<ready, back>> ELSE WritePool
  /\ SameEpoch
  /\ UNCHANGED <<fund, stripe, dispute, failed, broken>>

\* Uphold = pulse.prizes.decide_contest.decide_contest
Uphold ==
  /\ pool.contest # 0
  /\ pool' = [pool EXCEPT !.contest = 0]
  /\ WritePool /\ SameEpoch
  /\ UNCHANGED <<fund, stripe, dispute, failed, broken>>

\* Disqualify = pulse.prizes.decide_contest.decide_contest
\* A person at or below the contested place is out, and the next one moves up.
Disqualify(r) ==
  /\ pool.contest # 0 /\ Place(r) >= pool.contest
  /\ \A other \in Prizes : Place(other) >= pool.contest => rec[other].att = "none"
  /\ pool' = [pool EXCEPT !.contest = 0, !.version = 2, !.out = r, !.since = -1]
  /\ WritePool /\ IF Wrong = "a decision that keeps the epoch" THEN SameEpoch ELSE NewEpoch
  /\ UNCHANGED <<fund, stripe, dispute, failed, broken>>

\* Revise = pulse.prizes.award_versions.revise_records
Revise(r) ==
  /\ rec[r].version < pool.version
  /\ rec' = [rec EXCEPT ![r].version = pool.version, ![r].amount = Amount(pool.out, r)]
  /\ ready' = [ready EXCEPT ![r] = FALSE]
  /\ pass' = [p \in Passes |-> [pass[p] EXCEPT !.cover = @ \ {r}]]
  /\ UNCHANGED <<fund, pool, stripe, back, dispute, failed, broken>>

\* StartReview = pulse.prizes.review.begin_review
\* The notices of the version are committed: reviewUntil is stored.
StartReview ==
  /\ pool.since = -1
  /\ \/ \A r \in Prizes : rec[r].version = pool.version
     \/ Early
  /\ pool' = [pool EXCEPT !.since = 0]
  /\ WritePool /\ SameEpoch
  /\ UNCHANGED <<fund, stripe, dispute, failed, broken>>

\* Tick = time passes
Tick ==
  /\ pool.since >= 0 /\ pool.since < Review + Margin
  /\ pool' = [pool EXCEPT !.since = @ + 1]
  /\ UNCHANGED <<fund, rec, stripe, ready, pass, back, dispute, failed, broken>>

\* ---- allotment

\* BeginPass = pulse.prizes.allot_pool.allot_pool
\* A pass writes an epoch of its own.
BeginPass(p) ==
  /\ pass[p].pc = "idle"
  /\ WritePool
  /\ IF Wrong = "a pass without an epoch of its own"
     THEN rec' = rec /\ pass' = [pass EXCEPT ![p].pc = "begun"]
     ELSE rec' = Unmarked(rec) /\ pass' = [o \in Passes |-> IF o = p THEN [NoPass EXCEPT !.pc = "begun"] ELSE NoPass]
  /\ UNCHANGED <<fund, pool, stripe, dispute, failed, broken>>

\* ReadFundings = pulse.pools.sums.sums_of
ReadFundings(p) ==
  /\ pass[p].pc = "begun"
  /\ pass' = [pass EXCEPT ![p].pc = "funded", ![p].clean = Clean]
  /\ UNCHANGED <<fund, pool, rec, stripe, ready, back, dispute, failed, broken>>

IsUsed(r) ==
  CASE rec[r].att \in {"paid", "sent"} -> TRUE
    [] rec[r].att = "closed" -> Wrong # "closed attempts are not counted as used"
    [] OTHER -> FALSE
\* Those of `some` that fit into `rest`, by place, skipping what does not fit.
Fitting(some, rest) ==
  LET first == {r \in some : Place(r) = 1 /\ rec[r].amount <= rest}
  IN first \cup {r \in some \ first : rec[r].amount <= rest - Sum(first)}
\* What may be in flight keeps its cover if everything that is used has it; then the others follow.
Covered(clean) ==
  LET used == {r \in Prizes : IsUsed(r)}
      paid == {r \in used : rec[r].att = "paid"}
      open == {r \in Prizes \ used : IsMarkable(r) /\ rec[r].amount > 0}
      again == IF Wrong = "in flight, and covered beside what is paid alone" THEN Fitting(used \ paid, clean - Sum(paid))
               ELSE IF Sum(used) <= clean THEN used \ paid ELSE {}
  IN again \cup Fitting(open, clean - Sum(used))

\* ReadRecords = pulse.pools.cover.cover
ReadRecords(p) ==
  /\ pass[p].pc = "funded"
  /\ LET cover == Covered(pass[p].clean)
     IN pass' = [pass EXCEPT ![p] = IF cover = {} THEN NoPass ELSE [pc |-> "marking", clean |-> 0, cover |-> cover]]
  /\ UNCHANGED <<fund, pool, rec, stripe, ready, back, dispute, failed, broken>>

\* Mark = pulse.prizes.allot_pool.allot_pool
\* The pass gives a record the epoch, while the pool still has it.
Mark(p, r) ==
  /\ pass[p].pc = "marking" /\ r \in pass[p].cover
  /\ rec' = [rec EXCEPT ![r].marked = TRUE]
  /\ ready' = [ready EXCEPT ![r] = FALSE]
  /\ pass' = [pass EXCEPT ![p] = IF @.cover = {r} THEN NoPass ELSE [@ EXCEPT !.cover = @ \ {r}]]
  /\ UNCHANGED <<fund, pool, stripe, back, dispute, failed, broken>>

\* ---- paying

\* ReadForClaim = pulse.prizes.pay_prize.Worker.work, pulse.prizes.read_situation.read_situation,
\*   pulse.prizes.rules.first_step, pulse.prizes.rules.step_after_look_up,
\*   pulse.prizes.pool_conditions.why_reviewed, pulse.prizes.pool_conditions.why_not_covered
\* Of a closed attempt nothing is sent before it is known that nothing is in flight.
ReadForClaim(r) ==
  /\ ~ready[r] /\ rec[r].att \in {"none", "sent", "free"} /\ rec[r].amount > 0
  /\ rec[r].marked \/ Wrong = "a claim that does not require the epoch"
  /\ IsPayable(r)
  /\ ReviewSeemsOver /\ ~IsContested(r)
  /\ ready' = [ready EXCEPT ![r] = TRUE]
  /\ UNCHANGED <<fund, pool, rec, stripe, pass, back, dispute, failed, broken>>

\* Claim = pulse.prizes.pay_prize.Worker.reserve, pulse.prizes.pay_prize.Worker.requires
Claim(r) ==
  /\ ready[r]
  /\ ready' = [ready EXCEPT ![r] = FALSE]
  /\ rec' = [rec EXCEPT ![r].att = "sent"]
  /\ stripe' = [stripe EXCEPT ![r] = IF @ = "made" THEN @ ELSE "may"]
  /\ LET others == Sum({o \in Prizes \ {r} : MayBePaid(o)})
     IN broken' = broken
          \cup (IF others + rec[r].amount > Clean THEN {"claimed without cover"} ELSE {})
          \cup (IF InReview THEN {"claimed in review"} ELSE {})
          \cup (IF IsContested(r) THEN {"claimed while contested"} ELSE {})
          \cup (IF rec[r].amount # Amount(pool.out, r) THEN {"claimed with an old amount"} ELSE {})
  /\ UNCHANGED <<fund, pool, pass, back, dispute, failed>>

\* Execute = Stripe makes the transfer, at once or late
Execute(r) ==
  /\ stripe[r] = "may"
  /\ stripe' = [stripe EXCEPT ![r] = "made"]
  /\ UNCHANGED <<fund, pool, rec, ready, pass, back, dispute, failed, broken>>

\* Vanish = no request of the prize is executed any more, and nobody knows it yet
Vanish(r) ==
  /\ stripe[r] = "may"
  /\ stripe' = [stripe EXCEPT ![r] = "no"]
  /\ UNCHANGED <<fund, pool, rec, ready, pass, back, dispute, failed, broken>>

\* Close = pulse.prizes.acts.release_prize, pulse.prizes.pay_prize.Worker.refused
\* A person releases it, or one of several sends was refused: another may still be executed.
Close(r) ==
  /\ rec[r].att = "sent"
  /\ rec' = [rec EXCEPT ![r].att = "closed"]
  /\ ready' = [ready EXCEPT ![r] = FALSE]
  /\ UNCHANGED <<fund, pool, stripe, pass, back, dispute, failed, broken>>

\* NothingInFlight = pulse.attempts.rules.nothing_in_flight
\* The only send was refused, or the quiet time is over and a look-up found nothing.
NothingInFlight(r) ==
  /\ rec[r].att \in {"sent", "closed"} /\ stripe[r] = "no"
  /\ rec' = [rec EXCEPT ![r].att = "free"]
  /\ ready' = [ready EXCEPT ![r] = FALSE]
  /\ UNCHANGED <<fund, pool, stripe, pass, back, dispute, failed, broken>>

\* Record = pulse.prizes.record_transfer.record_transfer
Record(r) ==
  /\ stripe[r] = "made" /\ rec[r].att # "paid"
  /\ rec' = [rec EXCEPT ![r].att = "paid"]
  /\ ready' = [ready EXCEPT ![r] = FALSE]
  /\ UNCHANGED <<fund, pool, stripe, pass, back, dispute, failed, broken>>

\* ---- returning what is unassigned

Unassigned == AllLeft - Awarded

\* ReadForReturn = pulse.prizes.finish_pool.finish_pool
ReadForReturn(q) ==
  /\ back[q] = 0 /\ ~failed /\ \A f \in Fundings : fund[f].asked = 0
  /\ (ReviewSeemsOver /\ pool.contest = 0) \/ (Wrong = "a return that does not wait for the review" /\ pool.since >= 0)
  /\ Unassigned > 0
  /\ back' = [back EXCEPT ![q] = Unassigned]
  /\ UNCHANGED <<fund, pool, rec, stripe, ready, pass, dispute, failed, broken>>

\* ReserveReturn = pulse.pools.reserve_returns.reserve_returns
\* The return is stored, with what each funding gives: the newest first.
ReserveReturn(q) ==
  /\ back[q] > 0
  /\ LET second == IF back[q] < Left(2) THEN back[q] ELSE Left(2)
         first == IF back[q] - second < Left(1) THEN back[q] - second ELSE Left(1)
     IN fund' = [fund EXCEPT ![1].returned = @ + first, ![1].asked = @ + first,
                             ![2].returned = @ + second, ![2].asked = @ + second]
  /\ IF Wrong = "a return that does not write the pool"
     THEN ready' = ready /\ back' = [back EXCEPT ![q] = 0]
     ELSE WritePool
  /\ IF Wrong \in {"a return that keeps the epoch", "a return that does not write the pool"} THEN SameEpoch ELSE NewEpoch
  /\ broken' = broken
       \cup (IF InReview \/ pool.contest # 0 THEN {"returned in review"} ELSE {})
       \cup (IF back[q] > Unassigned THEN {"returned twice"} ELSE {})
  /\ UNCHANGED <<pool, stripe, dispute, failed>>

\* Returned = Stripe has refunded it, at once or late
Returned(f) ==
  /\ fund[f].asked > 0
  /\ fund' = [fund EXCEPT ![f].asked = 0]
  /\ UNCHANGED <<pool, rec, stripe, ready, pass, back, dispute, failed, broken>>

\* ReturnFailed = the refund failed: the money is in the pool again, and a person is told
ReturnFailed(f) ==
  /\ fund[f].asked > 0
  /\ fund' = [fund EXCEPT ![f].asked = 0, ![f].returned = @ - fund[f].asked]
  /\ failed' = TRUE
  /\ WritePool /\ SameEpoch
  /\ UNCHANGED <<pool, stripe, dispute, broken>>

Next ==
  \/ Tick \/ Win \/ Uphold \/ StartReview
  \/ \E f \in Fundings : Mature(f) \/ Dispute(f) \/ Returned(f) \/ ReturnFailed(f)
  \/ \E r \in Prizes :
       \/ Contest(r) \/ Disqualify(r) \/ Revise(r)
       \/ ReadForClaim(r) \/ Claim(r) \/ Execute(r) \/ Vanish(r) \/ Close(r) \/ NothingInFlight(r) \/ Record(r)
  \/ \E p \in Passes : BeginPass(p) \/ ReadFundings(p) \/ ReadRecords(p) \/ \E r \in Prizes : Mark(p, r)
  \/ \E q \in Returns : ReadForReturn(q) \/ ReserveReturn(q)

Spec == Init /\ [][Next]_vars
Symmetry == Permutations(Passes) \cup Permutations(Returns)

\* ---- what must hold

PaidWithCover == "claimed without cover" \notin broken
NotInReview == "claimed in review" \notin broken
NotContested == "claimed while contested" \notin broken
PaidAsAwarded == "claimed with an old amount" \notin broken
NotReturnedInReview == "returned in review" \notin broken
ReturnedOnce == "returned twice" \notin broken /\ \A f \in Fundings : fund[f].lost + fund[f].returned <= Paid(f)
\* Apart from what a dispute took, which the platform covers, the pool holds what it gave away and more.
HeldIsNotNegative == AllLeft + fund[1].lost + fund[2].lost >= Out
====
