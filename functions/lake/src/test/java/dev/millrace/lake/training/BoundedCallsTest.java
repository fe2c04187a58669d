package dev.millrace.lake.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.common.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class BoundedCallsTest {
  private static final Deadline FAR = Deadline.after(Duration.ofMinutes(1));

  @Test
  void resultsComeInTheOrderOfTheInputsAndNoMoreCallsAreMadeAtOnceThanAllowed() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch fourAtOnce = new CountDownLatch(4);

    List<Integer> inputs = IntStream.range(0, 10_000).boxed().toList();
    List<Integer> results =
        BoundedCalls.map(
            inputs,
            4,
            FAR,
            input -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              fourAtOnce.countDown();
              fourAtOnce.await();
              now.decrementAndGet();
              return -input;
            });

    assertThat(results).isEqualTo(inputs.stream().map(input -> -input).toList());
    assertThat(most).hasValue(4);
  }

  @Test
  void aFailureEndsTheCallsThatAreUnderWayAndNoOtherBegins() {
    AtomicInteger begun = new AtomicInteger();
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(1);
    AtomicInteger interrupted = new AtomicInteger();

    assertThatThrownBy(
            () ->
                BoundedCalls.map(
                    IntStream.range(0, 1000).boxed().toList(),
                    2,
                    FAR,
                    input -> {
                      if (begun.incrementAndGet() == 1) {
                        waiting.countDown();
                        try {
                          never.await();
                        } catch (InterruptedException ended) {
                          interrupted.incrementAndGet();
                          throw ended;
                        }
                      }
                      waiting.await();
                      throw new IllegalStateException("call " + begun);
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("call ");

    assertThat(interrupted).hasValue(1);
    assertThat(begun).hasValueLessThan(1000);
  }

  @Test
  void aDeadlineThatPassesEndsTheCalls() {
    CountDownLatch never = new CountDownLatch(1);

    assertThatThrownBy(
            () ->
                BoundedCalls.map(
                    List.of(1, 2, 3),
                    2,
                    Deadline.after(Duration.ofMillis(100)),
                    input -> {
                      if (input > 1) {
                        never.await();
                      }
                      return input;
                    }))
        .hasMessage("The time ran out after 1 of 3 calls");
  }

  @Test
  void callsLogWithTheIdsOfTheirCaller() throws Exception {
    MDC.put("correlation_id", "of the caller");
    try {
      assertThat(BoundedCalls.map(List.of(1, 2), 2, FAR, input -> MDC.get("correlation_id")))
          .containsExactly("of the caller", "of the caller");
    } finally {
      MDC.clear();
    }
  }
}
