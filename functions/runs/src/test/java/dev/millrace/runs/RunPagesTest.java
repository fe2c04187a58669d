package dev.millrace.runs;

import static dev.millrace.runs.RunsFixture.deadline;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.http.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RunPagesTest {
  private static final Caller ANNA = new Caller("anna", Set.of());

  @Property(tries = 25)
  void pagesNeitherLoseNorRepeatARunThoughNewOnesCome(
      @ForAll @Size(min = 1, max = 25) List<@IntRange(max = 2) Integer> pauses,
      @ForAll @IntRange(min = 1, max = 7) int limit,
      @ForAll @IntRange(max = 3) int newPerPage) {
    try (RunsFixture fixture = new RunsFixture()) {
      Set<RunId> before = new TreeSet<>();
      for (int pause : pauses) {
        fixture.clock.advance(Duration.ofMillis(pause));
        before.add(fixture.start().id());
      }
      fixture.clock.advance(Duration.ofMillis(1));

      List<RunId> read = new ArrayList<>();
      String last = "";
      RunPage page;
      do {
        page = fixture.runs.list(ANNA, "", Set.of(), last, limit, deadline());
        assertThat(page.runs()).hasSizeLessThanOrEqualTo(limit);
        page.runs().forEach(run -> read.add(run.id()));
        assertThat(read).hasSizeLessThanOrEqualTo(before.size());
        last = page.next().map(RunId::text).orElse("");
        for (int i = 0; i < newPerPage; i++) {
          fixture.start();
        }
      } while (page.next().isPresent());

      assertThat(read).isSortedAccordingTo(Comparator.reverseOrder()).doesNotHaveDuplicates();
      assertThat(new HashSet<>(read)).isEqualTo(before);
    }
  }

  @Property(tries = 25)
  void aListHoldsWhatItsFiltersSay(
      @ForAll @Size(max = 20) List<@IntRange(max = 11) Integer> sorts,
      @ForAll @IntRange(min = 1, max = 5) int limit) {
    try (RunsFixture fixture = new RunsFixture()) {
      List<RunId> expected = new ArrayList<>();
      for (int sort : sorts) {
        boolean own = sort % 2 == 0;
        boolean about = sort % 3 == 0;
        boolean failed = sort % 4 < 2;
        RunId id = fixture.start(own ? "anna" : "otto", about ? "churn" : "spend").id();
        if (failed) {
          fixture.runs.finish(
              id, RunEnd.failed(RunCounts.NONE, RunsFixture.error("no answer")), deadline());
        }
        if (own && about && failed) {
          expected.addFirst(id);
        }
        fixture.clock.advance(Duration.ofMillis(1));
      }

      List<RunId> read = new ArrayList<>();
      String last = "";
      RunPage page;
      do {
        page = fixture.runs.list(ANNA, "churn", Set.of(RunStatus.FAILED), last, limit, deadline());
        page.runs().forEach(run -> read.add(run.id()));
        last = page.next().map(RunId::text).orElse("");
      } while (page.next().isPresent());

      assertThat(read).isEqualTo(expected);
    }
  }

  @Test
  void anOperatorSeesEverybodysRunsWithoutTheirObjects() {
    try (RunsFixture fixture = new RunsFixture()) {
      Run annas = fixture.start("anna", "churn");
      fixture.clock.advance(Duration.ofMillis(1));
      Run ottos = fixture.start("otto", "");
      fixture.runs.finish(
          annas.id(),
          RunEnd.failed(RunsFixture.counts("rows_in", 3), RunsFixture.error("no answer")),
          deadline());

      List<Run> all = fixture.all();

      assertThat(all).extracting(Run::id).containsExactly(ottos.id(), annas.id());
      assertThat(all).allMatch(run -> run.request().isEmpty());
      assertThat(all.getLast().subject()).contains("churn");
      assertThat(all.getLast().error()).contains(RunsFixture.error("no answer"));
      assertThat(all.getLast().counts()).isEqualTo(RunsFixture.counts("rows_in", 3));
      assertThat(fixture.runs.list(ANNA, "", Set.of(), "", 1_000, deadline()).runs())
          .extracting(Run::id)
          .containsExactly(annas.id());
    }
  }
}
