package dev.millrace.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.local.support.StackException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class FeedingTest {
  @Test
  void onceItIsClosedTheFeedIsOver() throws Exception {
    CountDownLatch fed = new CountDownLatch(1);
    AtomicBoolean over = new AtomicBoolean();
    Feeding feeding =
        new Feeding(
            () -> {
              fed.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                over.set(true);
              }
            });
    fed.await();

    feeding.close();

    assertThat(over).isTrue();
  }

  @Test
  void aFeedThatBreaksOffIsAnErrorInASentence() {
    try (Feeding feeding =
        new Feeding(
            () -> {
              throw new IllegalStateException("no stream sessions");
            })) {
      assertThatExceptionOfType(StackException.class)
          .isThrownBy(
              () -> {
                while (!feeding.isDone()) {
                  Thread.onSpinWait();
                }
              })
          .withMessageContaining("no stream sessions");
    }
  }
}
