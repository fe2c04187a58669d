package dev.millrace.ingestion.fetch.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.definition.InvalidDefinition;
import dev.millrace.ingestion.fetch.DecodedPage;
import dev.millrace.ingestion.fetch.PageSource;
import dev.millrace.ingestion.fetch.RawPage;
import dev.millrace.ingestion.fetch.RetryableFetch;
import dev.millrace.ingestion.fetch.http.GuardedHttpClient;
import dev.millrace.ingestion.fetch.http.HostPolicy;
import dev.millrace.ingestion.fetch.secret.SourceSecrets;
import dev.millrace.ingestion.fetch.server.SecretsServer;
import dev.millrace.ingestion.row.Row;
import dev.millrace.runs.failure.RunError;
import dev.millrace.runs.failure.StepFailure;
import dev.millrace.testsupport.ManualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sources of definitions that a test writes, which may ask servers on loopback. */
final class SourceFixture implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final int MOST_PAGES = 200;

  private final SecretsServer secrets = new SecretsServer();
  private final ManualClock clock = new ManualClock(NOW);
  private final FetchServices services =
      new FetchServices(
          new GuardedHttpClient(
              new HostPolicy(Set.of("localhost", "127.0.0.1"), InetAddress::getAllByName),
              attempt -> {}),
          new SourceSecrets(secrets.client(), clock),
          clock,
          "sources/");

  SecretsServer secrets() {
    return secrets;
  }

  FetchServices services() {
    return services;
  }

  /** The definition's object, as if it were the first source of a job. */
  static DefinitionObject definition(String json) {
    DefinitionObject read =
        DefinitionObject.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    Map<String, Object> members = new LinkedHashMap<>();
    read.names().forEach(name -> members.put(name, read.value(name)));
    return new DefinitionObject("/sources/0", members);
  }

  /** A source; single quotes of the definition stand for double ones. */
  PageSource source(String json) {
    DefinitionObject definition = definition(json);
    PageSource source = PageSources.read(definition, services);
    definition.end();
    return source;
  }

  InvalidDefinition invalid(String json) {
    InvalidDefinition invalid = catchThrowableOfType(InvalidDefinition.class, () -> source(json));
    assertThat(invalid).isNotNull();
    return invalid;
  }

  static Deadline deadline() {
    return Deadline.after(Duration.ofMinutes(1));
  }

  /** All pages, one after the other. */
  static List<DecodedPage> pages(PageSource source) throws RetryableFetch {
    List<DecodedPage> pages = new ArrayList<>();
    Optional<String> cursor = Optional.of("");
    while (cursor.isPresent()) {
      RawPage raw = source.fetch(cursor.get(), deadline());
      DecodedPage page = source.decode(cursor.get(), raw);
      assertThat(source.decode(cursor.get(), raw)).isEqualTo(page);
      pages.add(page);
      assertThat(pages).hasSizeLessThan(MOST_PAGES);
      cursor = page.next();
    }
    return pages;
  }

  static List<Object> values(PageSource source, String field) throws RetryableFetch {
    List<Object> values = new ArrayList<>();
    for (DecodedPage page : pages(source)) {
      for (Row row : page.rows()) {
        values.add(row.value(field));
      }
    }
    return values;
  }

  /** The failure that asking for all pages ends with. */
  static RunError failure(PageSource source) {
    StepFailure failed = catchThrowableOfType(StepFailure.class, () -> pages(source));
    assertThat(failed).isNotNull();
    return failed.error();
  }

  static RetryableFetch retryable(PageSource source) {
    RetryableFetch failed = catchThrowableOfType(RetryableFetch.class, () -> pages(source));
    assertThat(failed).isNotNull();
    return failed;
  }

  @Override
  public void close() throws IOException {
    services.http().close();
    secrets.close();
  }
}
