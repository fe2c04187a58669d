package dev.millrace.common.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that change what a body means, on a route that answers with its body. */
class RequestContentTest {
  private static final String JSON = "application/json";

  private final HttpFunction function =
      new HttpFunction(
          List.of(
              Route.post("/echo", Set.of(), JSON, (request, by) -> echo(request)).ofTheDataPlane(),
              Route.get("/echo", Set.of(), (request, by) -> echo(request))));

  private static HttpResponse echo(HttpRequest request) {
    return new HttpResponse(200, Map.of(), request.body());
  }

  private HttpResponse post(byte[] body, String... headers) {
    Map<String, String> all = new HashMap<>(Map.of("content-type", JSON));
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    return send("POST /echo", body, all);
  }

  private HttpResponse send(String route, byte[] body, Map<String, String> headers) {
    return function.answer(
        new HttpRequest(route, "request-1", headers, Map.of(), Map.of(), body),
        Deadline.after(Duration.ofMinutes(1)));
  }

  private static String text(HttpResponse response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(content);
    }
    return packed.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZip", "x-gzip", " gzip ", "identity, gzip", "gzip,identity,"})
  void aGzippedBodyIsUnpacked(String encoding) throws IOException {
    HttpResponse answer = post(gzip(utf8("é\n")), "content-encoding", encoding);

    assertThat(answer.status()).as(text(answer)).isEqualTo(200);
    assertThat(text(answer)).isEqualTo("é\n");
  }

  @Test
  void codingsAreTakenOffInTheOrderThatIsOppositeToTheirs() throws IOException {
    assertThat(text(post(gzip(gzip(utf8("a"))), "content-encoding", "gzip, gzip"))).isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "identity", "IDENTITY", " , "})
  void aBodyThatIsNotPackedIsTakenAsItIs(String encoding) throws IOException {
    byte[] packed = gzip(utf8("a"));

    assertThat(post(packed, "content-encoding", encoding).body()).isEqualTo(packed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deflate", "br", "zstd", "gzip, br", "gzip;q=1", "gzip gzip"})
  void anotherEncodingIsAnswered415WithTheOnesThatAreTaken(String encoding) throws IOException {
    HttpResponse answer = post(gzip(utf8("a")), "content-encoding", encoding);

    assertThat(answer.status()).isEqualTo(415);
    assertThat(text(answer)).contains(encoding, "expected gzip or identity");
    assertThat(answer.headers()).containsEntry("accept-encoding", "gzip, identity");
  }

  @Test
  void moreCodingsThanAnybodyNeedsAreAnswered415() throws IOException {
    HttpResponse answer = post(gzip(utf8("a")), "content-encoding", "gzip,gzip,gzip,gzip,gzip");

    assertThat(answer.status()).isEqualTo(415);
    assertThat(text(answer)).contains("5 codings", "at most 4");
  }

  @Test
  void aGzipThatIsCutOrNoneIsAnswered400() throws IOException {
    byte[] packed = gzip(utf8("content"));

    for (byte[] body :
        new byte[][] {{}, Arrays.copyOf(packed, packed.length - 1), utf8("{\"_id\": \"a\"}")}) {
      HttpResponse answer = post(body, "content-encoding", "gzip");

      assertThat(answer.status()).isEqualTo(400);
      assertThat(text(answer)).contains("Content-Encoding says gzip, but in the body ");
    }
  }

  @Test
  void theLimitHoldsForTheUnpackedBody() throws IOException {
    byte[] fits = new byte[HttpFunction.MAXIMUM_BODY];

    assertThat(post(gzip(fits), "content-encoding", "gzip").body()).isEqualTo(fits);
    HttpResponse answer =
        post(gzip(new byte[HttpFunction.MAXIMUM_BODY + 1]), "content-encoding", "gzip");
    assertThat(answer.status()).isEqualTo(413);
    assertThat(text(answer)).contains("more than 4194304 bytes once it is unpacked");
  }

  @Test
  void aBombInABombIsCut() throws IOException {
    byte[] bomb = gzip(gzip(new byte[64 << 20]));

    assertThat(post(bomb, "content-encoding", "gzip, gzip").status()).isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json; charset=utf-8",
        "application/json;CharSet=\"UTF-8\"",
        "application/json ; profile=\"a;charset=latin1\" ; charset = utf8",
        "application/json; version=2; q",
        "application/json;"
      })
  void utf8AndParametersThatChangeNothingAreTaken(String type) {
    HttpResponse answer = post(utf8("{}"), "content-type", type);

    assertThat(answer.status()).as(text(answer)).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json; charset=iso-8859-1 | iso-8859-1",
        "application/json; a=b; charset=\"utf-16\" | utf-16",
        "application/json; charset=utf-8; charset=latin1 | latin1",
        "application/json; charset= | empty",
        "application/json; charset | empty",
      })
  void anotherCharsetIsAnswered415(String type, String named) {
    HttpResponse answer = post(utf8("{}"), "content-type", type);

    assertThat(answer.status()).isEqualTo(415);
    assertThat(text(answer)).contains("whose charset is " + named + "; expected utf-8");
  }

  @Test
  void aPartOfABodyAndMailsEncodingAreRefused() {
    assertThat(post(utf8("{}"), "content-range", "bytes 0-1/10").status()).isEqualTo(400);
    assertThat(post(utf8("e30="), "content-transfer-encoding", "Base64").status()).isEqualTo(415);
    assertThat(post(utf8("{}"), "content-transfer-encoding", "Binary").status()).isEqualTo(200);
  }

  @Test
  void aRouteThatTakesNoBodyLooksAtNone() {
    assertThat(
            send("GET /echo", new byte[0], Map.of("content-encoding", "br", "content-type", "x"))
                .status())
        .isEqualTo(200);
  }
}
