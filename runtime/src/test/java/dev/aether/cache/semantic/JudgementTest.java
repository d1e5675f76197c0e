package dev.aether.cache.semantic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.aether.cache.semantic.Posterior.Observation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class JudgementTest {
  static final int SIZE = Evidence.NAMES.size();

  static Evidence evidence(double similarity) {
    return new Evidence(similarity, 0.2, 1, 0.2, 1, 0, 0, 0.5, 0.5, 0.5, 1, 0, 0, 0, 0, 0, 0);
  }

  static Prior weak() {
    return new Prior(Collections.nCopies(SIZE, new Prior.Belief(0, 0.01, 0)));
  }

  @Test
  void a_row_has_a_number_for_each_name() {
    assertThat(evidence(0.9).row()).hasSize(SIZE);
  }

  @Test
  void the_fit_finds_the_weights_that_made_the_labels() {
    var random = new SplittableRandom(1);
    double[] truth = new double[SIZE];
    truth[0] = -1;
    truth[1] = 2;
    truth[5] = -1.5;
    List<Observation> labels = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      float[] row = new float[SIZE];
      row[0] = 1;
      double sum = truth[0];
      for (int j = 1; j < SIZE; j++) {
        row[j] = (float) random.nextDouble();
        sum += truth[j] * row[j];
      }
      labels.add(new Observation(row, random.nextDouble() < 1 / (1 + Math.exp(-sum)), 1));
    }
    double[] found = Posterior.of(weak()).fitted(labels).weights();
    for (int j = 0; j < SIZE; j++) {
      assertThat(found[j]).as(Evidence.NAMES.get(j)).isCloseTo(truth[j], within(0.3));
    }
  }

  @Test
  void labels_that_agree_without_exception_leave_the_weights_finite() {
    List<Observation> labels = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      labels.add(new Observation(evidence(0.9).row(), true, 1));
    }
    for (double weight : Posterior.of(Prior.shipped()).fitted(labels).weights()) {
      assertThat(weight).isFinite();
    }
  }

  @Test
  void no_labels_teach_that_a_lesser_similarity_is_better() {
    List<Observation> labels = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      labels.add(new Observation(evidence(0.95).row(), false, 1));
      labels.add(new Observation(evidence(0.40).row(), true, 1));
    }
    Posterior fitted = Posterior.of(Prior.shipped()).fitted(labels);
    assertThat(fitted.weights()[Evidence.NAMES.indexOf("similarity")]).isNotNegative();
    assertThat(fitted.probability(evidence(0.99).row()))
        .isGreaterThanOrEqualTo(fitted.probability(evidence(0.3).row()));
  }

  @Test
  void the_shipped_prior_trusts_near_texts_and_not_far_ones() {
    Posterior first = Posterior.of(Prior.shipped());
    assertThat(first.probability(evidence(0.97).row())).isGreaterThan(0.9);
    assertThat(first.probability(evidence(0.5).row())).isLessThan(0.3);
  }

  @Test
  void the_cut_spends_no_more_than_its_share_of_the_budget() {
    var cut = new Cut(0.02);
    double[] probabilities = new SplittableRandom(3).doubles(1_500).toArray();
    cut.choose(probabilities);
    double spent =
        DoubleStream.of(probabilities).filter(p -> p >= cut.lambda()).map(p -> 1 - p).sum();
    assertThat(spent).isLessThanOrEqualTo(0.8 * 0.02 * 1_500);
    assertThat(cut.estimatedError(probabilities)).isLessThanOrEqualTo(0.8 * 0.02);
  }

  @Test
  void the_cut_stays_high_where_nothing_could_be_served() {
    var cut = new Cut(0.01);
    cut.choose(new double[1_500]);
    assertThat(cut.lambda()).isCloseTo(0.9, within(1e-9));
  }

  @Test
  void wrong_audits_make_the_cut_stricter_and_right_ones_never_make_it_looser() {
    var cut = new Cut(0.02);
    for (int i = 0; i < 100; i++) {
      cut.audited(0.98, false);
    }
    assertThat(cut.correction()).isEqualTo(1);
    for (int i = 0; i < 20; i++) {
      cut.audited(0.98, true);
    }
    assertThat(cut.correction()).isGreaterThan(3);
    assertThat(cut.audits()).isEqualTo(120);
    assertThat(cut.wrongAudits()).isEqualTo(20);
  }

  @Test
  void the_first_hits_are_all_audited_and_later_ones_at_3_percent() {
    assertThat(Cut.auditRate(0)).isEqualTo(1);
    assertThat(Cut.auditRate(1_000_000)).isEqualTo(0.03);
    var random = new SplittableRandom(5);
    var cut = new Cut(0.01);
    int audits = 0;
    for (int i = 0; i < 100_000; i++) {
      audits += cut.draw(random, 1_000_000) ? 1 : 0;
    }
    assertThat(audits / 100_000.0).isCloseTo(0.03, within(0.003));
  }
}
