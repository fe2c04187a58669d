package dev.millrace.ingestion.fetch.http;

import static dev.millrace.ingestion.fetch.server.ScriptedServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.fetch.server.ScriptedServer;
import dev.millrace.ingestion.fetch.server.TestCertificates;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GuardTest {
  private static SSLContext matching;
  private static SSLContext another;

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  @BeforeAll
  static void makeCertificates(@TempDir Path directory) throws Exception {
    matching = TestCertificates.contextFor("allowed.test", directory);
    another = TestCertificates.contextFor("another.test", directory);
  }

  private static AddressResolver always(String... addresses) {
    return host ->
        List.of(addresses).stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "fd00:ec2::254",
        "64:ff9b::7f00:1",
        "::1"
      })
  void aNameThatLeadsToNoPublicAddressIsNotAsked(String address) throws Exception {
    try (ScriptedServer server = new ScriptedServer((request, out) -> answer(out, 200, "[]"));
        GuardedClientFixture client = new GuardedClientFixture(always(address))) {
      RunError error = client.permanent(server.url("rebound.test", "/"));

      assertThat(error.category()).isEqualTo(FailureCategory.SOURCE);
      assertThat(error.message()).contains("rebound.test", "not on the public internet");
      assertThat(error.field()).isEqualTo("/sources/0/url");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void onePrivateAddressAmongPublicOnesIsEnoughToRefuseTheName() throws Exception {
    try (GuardedClientFixture client = new GuardedClientFixture(always("8.8.8.8", "10.0.0.1"))) {
      assertThat(client.permanent("https://mixed.test/").message()).contains("mixed.test");
    }
  }

  @Test
  void aNameIsResolvedOnceAndTheConnectionGoesToWhatWasChecked() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    AddressResolver changing =
        host -> {
          asked.add(host);
          // Whoever asked twice would go elsewhere the second time.
          return new InetAddress[] {
            asked.size() == 1 ? LOOPBACK : InetAddress.ofLiteral("169.254.169.254")
          };
        };
    try (ScriptedServer server = new ScriptedServer((request, out) -> answer(out, 200, "[]"));
        GuardedClientFixture client = new GuardedClientFixture(changing)) {
      assertThat(client.get(server.url("allowed.test", "/x")).status()).isEqualTo(200);
      assertThat(asked).containsExactly("allowed.test");
      assertThat(server.requests().getFirst().headers().get("host")).startsWith("allowed.test:");

      // The next connection asks anew, and what it then gets is refused, allowed or not.
      assertThat(client.permanent(server.url("allowed.test", "/x")).message())
          .contains("not on the public internet");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aNameThatLeadsNowhereMayDoSoLater() throws Exception {
    AddressResolver none =
        host -> {
          throw new UnknownHostException(host);
        };
    try (GuardedClientFixture client = new GuardedClientFixture(none)) {
      assertThat(client.retryable("https://nowhere.test/"))
          .hasMessageContaining("nowhere.test leads to no address");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void aRedirectOfTheSameHostIsFollowedWithAllHeaders(int status) throws Exception {
    try (ScriptedServer server =
            new ScriptedServer(
                (request, out) -> {
                  if (request.target().equals("/old")) {
                    answer(out, status, "", "Location: /new?x=1");
                  } else {
                    answer(out, 200, "[]");
                  }
                });
        GuardedClientFixture client = new GuardedClientFixture()) {
      HttpAnswer got =
          client.send(
              client.call(server.url("/old"), new RequestHeader("Authorization", "Bearer x")));

      assertThat(got.status()).isEqualTo(200);
      assertThat(server.requests().getLast().target()).isEqualTo("/new?x=1");
      assertThat(server.requests().getLast().headers()).containsEntry("authorization", "Bearer x");
      assertThat(client.attempts()).hasSize(1);
    }
  }

  @Test
  void credentialsStayBehindWhereARedirectLeadsToAnotherHost() throws Exception {
    try (ScriptedServer server =
            new ScriptedServer(
                (request, out) -> {
                  if (request.target().equals("/old")) {
                    String to = request.headers().get("host").replace("localhost", "127.0.0.1");
                    answer(out, 302, "", "Location: http://" + to + "/new");
                  } else {
                    answer(out, 200, "[]");
                  }
                });
        GuardedClientFixture client = new GuardedClientFixture()) {
      client.send(
          client.call(
              server.url("/old"),
              new RequestHeader("Authorization", "Bearer x"),
              new RequestHeader("X-Key", "sesame", true),
              new RequestHeader("Accept", "application/json")));

      assertThat(server.requests().getLast().headers())
          .containsKey("accept")
          .doesNotContainKeys("authorization", "x-key");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://169.254.169.254/latest/meta-data/, may not be asked",
    "http://[::ffff:169.254.169.254]/, may not be asked",
    "http://2852039166/, may not be asked",
    "https://login.example.com/, to the host login.example.com",
    "http://user@localhost/, may not be asked",
    "ftp://localhost/, may not be asked",
    "file:///etc/passwd, may not be asked",
    "http://, is no address"
  })
  void aRedirectToElsewhereIsNotFollowed(String location, String how) throws Exception {
    try (ScriptedServer server =
            new ScriptedServer((request, out) -> answer(out, 302, "", "Location: " + location));
        GuardedClientFixture client = new GuardedClientFixture()) {
      RunError error = client.permanent(server.url("/"));

      assertThat(error.category()).isEqualTo(FailureCategory.SOURCE);
      assertThat(error.message()).contains("redirects with 302").contains(how);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aNamedRedirectHostThatLeadsToAPrivateAddressIsNotAsked() throws Exception {
    AddressResolver resolver =
        host ->
            new InetAddress[] {
              host.equals("localhost") ? LOOPBACK : InetAddress.ofLiteral("10.0.0.1")
            };
    try (ScriptedServer server =
            new ScriptedServer(
                (request, out) -> answer(out, 302, "", "Location: https://other.test/"));
        GuardedClientFixture client = new GuardedClientFixture(resolver)) {
      assertThat(client.permanent(server.url("/")).message())
          .contains("other.test", "not on the public internet");
    }
  }

  @Test
  void redirectsWithoutEndAreGivenUp() throws Exception {
    AtomicInteger count = new AtomicInteger();
    try (ScriptedServer server =
            new ScriptedServer(
                (request, out) -> answer(out, 302, "", "Location: /" + count.incrementAndGet()));
        GuardedClientFixture client = new GuardedClientFixture()) {
      assertThat(client.permanent(server.url("/")).message()).contains("more than 5 times");
      assertThat(server.requests()).hasSize(6);
    }
  }

  @Test
  void encryptionIsNotGivenUpByARedirect() throws Exception {
    try (ScriptedServer server =
            new ScriptedServer(
                (request, out) -> answer(out, 302, "", "Location: http://allowed.test/"),
                matching);
        GuardedClientFixture client = new GuardedClientFixture(always("127.0.0.1"), matching)) {
      assertThat(client.permanent(server.url("allowed.test", "/")).message())
          .contains("from https to http");
    }
  }

  @Test
  void aCertificateForTheNameIsTaken() throws Exception {
    try (ScriptedServer server =
            new ScriptedServer((request, out) -> answer(out, 200, "[]"), matching);
        GuardedClientFixture client = new GuardedClientFixture(always("127.0.0.1"), matching)) {
      assertThat(client.get(server.url("allowed.test", "/")).status()).isEqualTo(200);
    }
  }

  @Test
  void aCertificateForAnotherNameIsRefused() throws Exception {
    try (ScriptedServer server =
            new ScriptedServer((request, out) -> answer(out, 200, "[]"), another);
        GuardedClientFixture client = new GuardedClientFixture(always("127.0.0.1"), another)) {
      RunError error = client.permanent(server.url("allowed.test", "/"));

      assertThat(error.category()).isEqualTo(FailureCategory.SOURCE);
      assertThat(error.message()).contains("allowed.test is for another name");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void aCertificateThatNobodyTrustsIsRefused() throws Exception {
    try (ScriptedServer server =
            new ScriptedServer((request, out) -> answer(out, 200, "[]"), matching);
        GuardedClientFixture client = new GuardedClientFixture(always("127.0.0.1"))) {
      assertThat(client.permanent(server.url("allowed.test", "/")).message())
          .contains("not trusted, or has expired");
    }
  }
}
