package dev.aether.telemetry.otel;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Records as many traces a second as are allowed, the first ones of each second's share: a server
/// with little to do shows all its work, one under load a sample that costs the same at any rate.
///
/// A token bucket that holds one second's share. Safe for use by many threads.
final class SteadySampler implements Sampler {
  private static final double NANOS = Duration.ofSeconds(1).toNanos();

  private final int perSecond;
  private final InstantSource clock;
  private double left;
  private long filledAt;

  private SteadySampler(int perSecond, InstantSource clock) {
    this.perSecond = perSecond;
    this.clock = clock;
    this.left = perSecond;
    this.filledAt = now();
  }

  /// A sampler that does as the caller's trace does, and keeps to the limit where a trace begins.
  ///
  /// @param perSecond most traces a second, at least 1
  static Sampler following(int perSecond, InstantSource clock) {
    return Sampler.parentBased(new SteadySampler(perSecond, clock));
  }

  private long now() {
    return Duration.between(Instant.EPOCH, clock.instant()).toNanos();
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    return take() ? SamplingResult.recordAndSample() : SamplingResult.drop();
  }

  private synchronized boolean take() {
    long now = now();
    long passed = Math.max(0, now - filledAt);
    filledAt = now;
    left = Math.min(perSecond, left + passed / NANOS * perSecond);
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }

  @Override
  public String getDescription() {
    return "SteadySampler{" + perSecond + "/s}";
  }
}
