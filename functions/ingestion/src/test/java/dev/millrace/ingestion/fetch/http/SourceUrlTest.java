package dev.millrace.ingestion.fetch.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceUrlTest {
  private static final HostPolicy POLICY =
      new HostPolicy(
          Set.of("localhost", "Internal.Example", "127.0.0.1"), InetAddress::getAllByName);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://api.example.com/tracks?type=song",
        "https://api.example.com:8443",
        "HTTPS://API.EXAMPLE.COM/",
        "https://8.8.8.8/x",
        "https://[2600::1]/x",
        "http://localhost:8080/",
        "http://internal.example./x",
        "https://127.0.0.1/",
        "https://a-b.example/%2F?q=%20"
      })
  void anAddressOfTheInternetOrOfAnAllowedHostIsTaken(String text) throws SourceUrl.Refused {
    assertThat(SourceUrl.read(text, POLICY, false).uri()).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "http://api.example.com/, an https address",
    "ftp://api.example.com/, an https address",
    "file:///etc/passwd, an https address",
    "mailto:a@example.com, an https address",
    "/tracks, an https address",
    "https://user:word@api.example.com/, without a user",
    "https://user@api.example.com/, without a user",
    "https://api.example.com/#top, no fragment",
    "https://api.example.com:70000/, a port up to 65535",
    "https:///tracks, an https address",
    "https://api_.example.com/, a host",
    "https://api.example.com/a b, percent escapes",
    "https://10.0.0.1/, public internet",
    "https://169.254.169.254/latest/meta-data, public internet",
    "https://[::1]/, public internet",
    "https://[::ffff:127.0.0.1]/, public internet",
    "https://[64:ff9b::a00:1]/, public internet",
    "https://2130706433/, four decimal numbers",
    "https://127.1/, with a host",
    "https://0177.0.0.1/, four decimal numbers",
    "https://0x7f000001/, four decimal numbers",
    "https://8.8.2056/, with a host",
    "https://[fe80::1%25eth0]/, without a zone"
  })
  void anyOtherIsRefusedWithWhatIsExpected(String text, String expected) {
    assertThatExceptionOfType(SourceUrl.Refused.class)
        .isThrownBy(() -> SourceUrl.read(text, POLICY, false))
        .withMessageContaining(expected);
  }

  @Test
  void plainHttpIsForThoseWhoSaySo() throws SourceUrl.Refused {
    assertThat(SourceUrl.read("http://api.example.com/", POLICY, true).isSecure()).isFalse();
  }

  @Test
  void itIsShownWithoutItsQuery() throws SourceUrl.Refused {
    assertThat(SourceUrl.read("https://api.example.com:8443/x?key=sesame", POLICY, false))
        .hasToString("https://api.example.com:8443/x");
  }
}
