package dev.aether.cache;

import dev.aether.llm.Cost;
import dev.aether.llm.LlmResult.Spent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Checks of answers in the background: only so many at once, so that they never stand in the way
/// of requests; what comes when all places are taken is dropped. Keeps account of what they cost.
final class Audits implements AutoCloseable {
  private static final Duration ENDING = Duration.ofSeconds(5);

  private final ExecutorService threads;
  private final Semaphore places;
  private final ConcurrentMap<String, Account> accounts = new ConcurrentHashMap<>();

  /// What a tenant's audits came to.
  ///
  /// @param tokens that they took
  /// @param cost of these; empty if a model had no price, or none was asked
  /// @param dropped audits that found no place
  record Account(long tokens, Optional<Cost> cost, long dropped) {
    static final Account EMPTY = new Account(0, Optional.empty(), 0);

    Account paying(Spent spent) {
      return plus(new Account(spent.usage().total(), spent.cost(), 0));
    }

    Account dropping() {
      return new Account(tokens, cost, dropped + 1);
    }

    Account plus(Account other) {
      Optional<Cost> sum =
          cost.isPresent() && other.cost.isPresent()
              ? Optional.of(cost.get().plus(other.cost.get()))
              : cost.or(other::cost);
      return new Account(tokens + other.tokens, sum, dropped + other.dropped);
    }
  }

  /// One check.
  @FunctionalInterface
  interface Audit {
    /// Does it.
    ///
    /// @return what it took
    Spent carryOut() throws InterruptedException;
  }

  /// @param threads where they run; ended by [#close]
  /// @param atOnce most of them at a time
  Audits(ExecutorService threads, int atOnce) {
    this.threads = threads;
    this.places = new Semaphore(atOnce);
  }

  /// Has a check done soon, or drops it.
  void begin(String tenant, Audit audit) {
    if (!places.tryAcquire()) {
      drop(tenant);
      return;
    }
    try {
      threads.execute(() -> {
        try {
          Spent spent = audit.carryOut();
          accounts.compute(tenant, (_, before) -> known(before).paying(spent));
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt(); // the process ends
        } finally {
          places.release();
        }
      });
    } catch (RejectedExecutionException _) {
      places.release();
      drop(tenant);
    }
  }

  private void drop(String tenant) {
    accounts.compute(tenant, (_, before) -> known(before).dropping());
  }

  private static Account known(@Nullable Account account) {
    return account == null ? Account.EMPTY : account;
  }

  Account account(String tenant) {
    return known(accounts.get(tenant));
  }

  Account account() {
    return accounts.values().stream().reduce(Account.EMPTY, Account::plus);
  }

  void clear(Predicate<String> tenants) {
    accounts.keySet().removeIf(tenants);
  }

  /// Ends those that run; none begins any more.
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(ENDING.toSeconds(), TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
