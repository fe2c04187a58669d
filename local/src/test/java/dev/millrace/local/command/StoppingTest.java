package dev.millrace.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StoppingTest {
  private final List<String> reported = new CopyOnWriteArrayList<>();

  @Test
  void aCommandThatIsToldToStopSaysSoWhateverTheInterruptMadeOfIt() throws Exception {
    Stopping stopping = new Stopping(reported::add);
    CountDownLatch working = new CountDownLatch(1);
    Thread told =
        Thread.ofVirtual()
            .start(
                () -> {
                  awaitQuietly(working);
                  stopping.stop();
                });

    int status =
        stopping.run(
            report -> {
              report.accept("Working");
              working.countDown();
              try {
                new CountDownLatch(1).await();
                return 1;
              } catch (InterruptedException interrupted) {
                report.accept("kinesis ended with status 130");
                throw new IOException("null (SDK Attempt Count: 1)", interrupted);
              }
            });

    assertThat(status).isZero();
    told.join();
    assertThat(reported).containsExactly("Working", "Stopped");
  }

  @Test
  void whatFailsByItselfIsAnError() {
    assertThatThrownBy(
            () ->
                new Stopping(reported::add)
                    .run(
                        report -> {
                          throw new IOException("disk full");
                        }))
        .hasMessage("disk full");
    assertThat(reported).isEmpty();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
