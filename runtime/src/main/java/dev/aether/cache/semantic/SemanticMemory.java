package dev.aether.cache.semantic;

import dev.aether.cache.semantic.AnswerComparison.Verdict;
import dev.aether.cache.semantic.Candidates.Picked;
import dev.aether.cache.semantic.Inquiry.Candidate;
import dev.aether.cache.semantic.Judgement.Decision;
import dev.aether.cache.semantic.Lookup.Hit;
import dev.aether.cache.semantic.Lookup.Miss;
import dev.aether.cache.semantic.Lookup.Reason;
import dev.aether.cache.semantic.Lookup.Unfit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator.SplittableGenerator;

/// Remembers questions with their answers, and finds the answer to a question that is worded
/// another way, as seldom wrong as the author demands.
///
/// A layer around a provider asks [#lookup] first. On a hit it serves the answer; if the hit is to
/// be audited, it asks the provider as well, in the background, and tells [#audited]. On a miss it
/// asks the provider and tells [#learn]. Both compare the provider's answer with the remembered
/// one: that is how the memory learns which questions are the same here.
///
/// Safe for any number of threads. No lock is held while text is embedded or answers are compared.
///
/// @param <A> an answer: opaque, and never changed once it was handed in
public final class SemanticMemory<A> {
  private final Embedder embedder;
  private final AnswerComparison<A> comparison;
  private final Limits limits;
  private final InstantSource clock;
  private final Store<A> store;
  private final Judgements judgements;
  private final Counters counters = new Counters();

  /// @param answerBytes estimated memory of an answer
  /// @param random draws the hits that are audited
  public SemanticMemory(
      Embedder embedder,
      AnswerComparison<A> comparison,
      ToLongFunction<A> answerBytes,
      Limits limits,
      InstantSource clock,
      SplittableGenerator random) {
    this(embedder, comparison, answerBytes, limits, clock, random, Prior.shipped());
  }

  SemanticMemory(
      Embedder embedder,
      AnswerComparison<A> comparison,
      ToLongFunction<A> answerBytes,
      Limits limits,
      InstantSource clock,
      SplittableGenerator random,
      Prior prior) {
    this.embedder = embedder;
    this.comparison = comparison;
    this.limits = limits;
    this.clock = clock;
    this.store =
        new Store<>(
            embedder.dimensions(),
            limits,
            answerBytes,
            random.nextLong(1L << 40) << 20,
            namespace -> counters.of(namespace.owner()).evictions.increment());
    this.judgements = new Judgements(prior, limits.learnings(), random);
  }

  /// Looks for an answer.
  ///
  /// @param maxErrorRate wrong hits per request that the author accepts, above 0 and below 1
  public Lookup<A> lookup(Namespace namespace, SemanticText text, double maxErrorRate)
      throws InterruptedException {
    if (!(maxErrorRate > 0 && maxErrorRate < 1)) {
      throw new IllegalArgumentException("maxErrorRate=" + maxErrorRate);
    }
    counters.of(namespace.owner()).lookups.increment();
    return embedded(
        text,
        vector ->
            decide(new Inquiry<>(namespace, maxErrorRate, text.value(), vector, Optional.empty())));
  }

  /// As [#lookup], for an answer that is fetched whatever is remembered: nothing is served, and
  /// nothing is counted.
  public Lookup<A> prepare(Namespace namespace, SemanticText text, double maxErrorRate)
      throws InterruptedException {
    return embedded(
        text,
        vector -> {
          var alone =
              new Inquiry<A>(namespace, maxErrorRate, text.value(), vector, Optional.empty());
          Inquiry<A> inquiry =
              picked(alone, clock.instant())
                  .map(
                      near -> alone.near(near.entry(), near.evidence(), 0, near.veto().isPresent()))
                  .orElse(alone);
          return new Miss<>(inquiry, Optional.empty());
        });
  }

  private Lookup<A> embedded(SemanticText text, Function<byte[], Lookup<A>> next)
      throws InterruptedException {
    if (text.value().isBlank()) {
      return new Unfit<>(Reason.EMPTY);
    }
    byte[] vector;
    try {
      if (text.mayHaveMoreTokensThan(limits.tokens())
          && embedder.tokens(text.value()).orElse(0) > limits.tokens()) {
        return new Unfit<>(Reason.TOO_LONG);
      }
      vector = Codes.bytes(embedder.embed(text.value()));
    } catch (EmbeddingException _) {
      return new Unfit<>(Reason.NO_VECTOR);
    }
    return next.apply(vector);
  }

  private Optional<Picked<A>> picked(Inquiry<A> question, Instant now) {
    return Candidates.pick(
        Wording.of(question.text()),
        store.nearest(question.namespace(), question.vector(), Candidates.LIMIT, now));
  }

  private Lookup<A> decide(Inquiry<A> question) {
    Instant now = clock.instant();
    Optional<Picked<A>> picked = picked(question, now);
    Counters.Tally tally = counters.of(question.namespace().owner());
    Judgement judgement = judgements.of(question.namespace(), question.maxErrorRate());
    if (picked.isEmpty()) {
      judgement.nothing();
      return new Miss<>(question, Optional.empty());
    }
    Entry<A> entry = picked.get().entry();
    Evidence evidence = picked.get().evidence();
    Optional<VetoReason> veto = picked.get().veto();
    if (veto.isPresent()) {
      judgement.nothing();
      tally.vetoed(veto.get());
      return new Miss<>(question.near(entry, evidence, 0, true), veto);
    }
    Decision decision = judgement.decide(evidence);
    double probability = decision.probability();
    Inquiry<A> inquiry = question.near(entry, evidence, probability, false);
    if (!decision.serve()) {
      return new Miss<>(inquiry, Optional.empty());
    }
    tally.hits.increment();
    entry.served(inquiry);
    return new Hit<>(
        entry.id(),
        entry.group().answer(),
        evidence.similarity(),
        probability,
        Duration.between(entry.stored(), now),
        decision.audit(),
        inquiry);
  }

  /// Takes in the provider's answer to a question that was missed. If it says the same as the
  /// candidate's, the question becomes an alias of that answer.
  ///
  /// @param lifetime how long the answer may be served
  /// @return the new entry's id
  public long learn(Miss<A> miss, A answer, Duration lifetime) throws InterruptedException {
    Inquiry<A> inquiry = miss.inquiry();
    Verdict verdict = compared(inquiry, answer);
    Optional<Candidate<A>> labelled = inquiry.candidate().filter(near -> !near.vetoed());
    if (labelled.isPresent() && verdict != Verdict.UNCLEAR) {
      boolean same = verdict == Verdict.SAME;
      labelled.get().entry().group().labelled(same);
      judgement(inquiry).label(labelled.get().evidence(), same);
    }
    return keep(inquiry, answer, verdict, lifetime);
  }

  private Verdict compared(Inquiry<A> inquiry, A answer) throws InterruptedException {
    return inquiry.candidate().isEmpty()
        ? Verdict.UNCLEAR
        : comparison.compare(inquiry.candidate().get().entry().group().answer(), answer);
  }

  private long keep(Inquiry<A> inquiry, A answer, Verdict verdict, Duration lifetime) {
    Group<A> group =
        inquiry
            .candidate()
            .filter(_ -> verdict == Verdict.SAME)
            .map(near -> near.entry().group())
            .orElseGet(() -> new Group<>(answer));
    group.supported();
    Instant now = clock.instant();
    return store.insert(
        inquiry.namespace(), inquiry.text(), inquiry.vector(), group, now, now.plus(lifetime));
  }

  /// Takes in the provider's answer to a question that was served from memory. A question that was
  /// served wrongly is remembered with its right answer; one that was served rightly, as an alias.
  ///
  /// @param lifetime how long the answer may be served
  /// @return the new entry's id; nothing if the verdict was unclear
  public OptionalLong audited(Hit<A> hit, A answer, Duration lifetime) throws InterruptedException {
    Inquiry<A> inquiry = hit.inquiry();
    Verdict verdict = compared(inquiry, answer);
    Counters.Tally tally = counters.of(inquiry.namespace().owner());
    tally.audits.increment();
    if (verdict == Verdict.UNCLEAR) {
      return OptionalLong.empty();
    }
    boolean same = verdict == Verdict.SAME;
    if (!same) {
      tally.wrongAudits.increment();
    }
    Candidate<A> served = inquiry.candidate().orElseThrow();
    served.entry().group().labelled(same);
    judgement(inquiry).audited(served.evidence(), served.probability(), same);
    return OptionalLong.of(keep(inquiry, answer, verdict, lifetime));
  }

  private Judgement judgement(Inquiry<A> inquiry) {
    return judgements.of(inquiry.namespace(), inquiry.maxErrorRate());
  }

  /// Takes in that the last hit on this entry was wrong: a label like any other. The entry stays,
  /// since its answer may be right for its own question; [#delete] removes it.
  ///
  /// @return whether there was such a hit, not reported before
  public boolean reportWrong(long entryId) {
    Optional<Inquiry<A>> last = store.find(entryId).flatMap(Entry::takeServed);
    if (last.isEmpty()) {
      return false;
    }
    counters.of(last.get().namespace().owner()).reports.increment();
    Candidate<A> served = last.get().candidate().orElseThrow();
    served.entry().group().labelled(false);
    judgement(last.get()).label(served.evidence(), false);
    return true;
  }

  /// Removes an answer: the entry, and all others that share its answer.
  ///
  /// @return how many entries were removed; 0 if there is none of that id
  public int delete(long entryId) {
    return store
        .find(entryId)
        .map(entry -> store.deleteAll(other -> other.group() == entry.group()))
        .orElse(0);
  }

  /// Who an entry belongs to; nobody if there is none. No id ever comes to mean another entry.
  public Optional<String> owner(long entryId) {
    return store.find(entryId).map(entry -> entry.namespace().owner());
  }

  /// Removes all entries of these owners, with what was learnt from their questions and their
  /// counts.
  ///
  /// @return how many entries were removed
  public int clear(Predicate<String> owners) {
    judgements.clear(owners);
    counters.clear(owners);
    return store.deleteAll(entry -> owners.test(entry.namespace().owner()));
  }

  /// The memory's numbers now.
  public SemanticStats stats() {
    return counters.stats(store.held(), judgements.summaries(_ -> true));
  }

  /// The numbers of one owner now; looks at every entry.
  public SemanticStats stats(String owner) {
    return counters.stats(owner, store.held(owner), judgements.summaries(owner::equals));
  }

  /// Everything that is remembered and was learnt, as bytes. Made while others go on: an entry that
  /// comes or goes meanwhile may be in it or not.
  public byte[] snapshot(AnswerCodec<A> codec) {
    return Snapshot.write(new Parts<>(embedder, store, judgements), codec);
  }

  /// Takes up what a snapshot holds, beside what is here already.
  public Restored restore(byte[] snapshot, AnswerCodec<A> codec) {
    return Snapshot.read(
        new Parts<>(embedder, store, judgements), snapshot, codec, clock.instant());
  }

  record Parts<A>(Embedder embedder, Store<A> store, Judgements judgements) {}

  /// All ids in this memory, those of least use first.
  public List<Long> entryIds() {
    return store.all().stream().map(Entry::id).toList();
  }
}
