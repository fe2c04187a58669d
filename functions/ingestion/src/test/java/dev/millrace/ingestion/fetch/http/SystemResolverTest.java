package dev.millrace.ingestion.fetch.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SystemResolverTest {
  @Test
  void anAddressIsItsOwn() throws Exception {
    assertThat(new SystemResolver().resolve("127.0.0.1"))
        .containsExactly(InetAddress.ofLiteral("127.0.0.1"));
  }

  @Test
  void aNameThatIsNotAnsweredInTimeIsUnknown() {
    CountDownLatch never = new CountDownLatch(1);
    AddressResolver silent =
        host -> {
          try {
            never.await();
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          }
          return new InetAddress[0];
        };

    assertThatExceptionOfType(UnknownHostException.class)
        .isThrownBy(() -> new SystemResolver(silent, Duration.ofMillis(50)).resolve("slow.test"));
    never.countDown();
  }

  @Test
  void aNameThatIsUnknownIsSo() {
    AddressResolver none =
        host -> {
          throw new UnknownHostException(host);
        };

    assertThatExceptionOfType(UnknownHostException.class)
        .isThrownBy(() -> new SystemResolver(none, Duration.ofMinutes(1)).resolve("none.test"))
        .withMessage("none.test");
  }
}
