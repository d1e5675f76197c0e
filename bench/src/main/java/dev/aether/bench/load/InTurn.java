package dev.aether.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Loads several servers in turn, round by round, so that whatever else the machine does meets all
/// of them: only the ratios of one round are compared. Every second round goes the other way, so
/// that none of them is always the first.
///
/// @param warmUp how long each is loaded first
/// @param rounds an even number
record InTurn(int connections, Duration warmUp, int rounds, Duration round) {
  /// What is compared.
  record Side(String name, Program server, Load load) {}

  /// Medians over the rounds.
  ///
  /// @param ratio of the first side's requests a second to this side's, as a median over the rounds
  /// @param cpuMicros processor time of the server for a request
  record Middle(
      String name,
      double perSecond,
      double p50,
      double p99,
      double cpuMicros,
      int failed,
      double ratio) {}

  private record Round(double perSecond, double p50, double p99, double cpuMicros, int failed) {}

  List<Middle> measure(List<Side> sides) {
    sides.forEach(side -> side.load().closed(connections, warmUp));
    List<List<Round>> seen = new ArrayList<>();
    sides.forEach(_ -> seen.add(new ArrayList<>()));
    for (int i = 0; i < rounds; i++) {
      for (int at = 0; at < sides.size(); at++) {
        int s = i % 2 == 0 ? at : sides.size() - 1 - at;
        seen.get(s).add(one(sides.get(s)));
      }
    }
    List<Middle> middles = new ArrayList<>();
    for (int s = 0; s < sides.size(); s++) {
      List<Round> of = seen.get(s);
      double[] ratios = new double[rounds];
      for (int i = 0; i < rounds; i++) {
        ratios[i] = seen.getFirst().get(i).perSecond() / of.get(i).perSecond();
      }
      middles.add(
          new Middle(
              sides.get(s).name(),
              median(of.stream().mapToDouble(Round::perSecond).toArray()),
              median(of.stream().mapToDouble(Round::p50).toArray()),
              median(of.stream().mapToDouble(Round::p99).toArray()),
              median(of.stream().mapToDouble(Round::cpuMicros).toArray()),
              of.stream().mapToInt(Round::failed).sum(),
              median(ratios)));
    }
    return middles;
  }

  private Round one(Side side) {
    Duration before = side.server().cpu();
    Load.Seen seen = side.load().closed(connections, round);
    Duration used = side.server().cpu().minus(before);
    return new Round(
        seen.perSecond(),
        seen.millis(50),
        seen.millis(99),
        used.toNanos() / 1e3 / Math.max(1, seen.nanos().getTotalCount()),
        seen.failed());
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
