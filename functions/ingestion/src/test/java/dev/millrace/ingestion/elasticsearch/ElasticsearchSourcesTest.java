package dev.millrace.ingestion.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.ingestion.definition.InvalidDefinition;
import dev.millrace.ingestion.elasticsearch.cluster.ClusterAuthentication;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElasticsearchSourcesTest {
  private static ElasticsearchSource read(String more) {
    return ElasticsearchSources.read(
            "[{\"name\": \"visits\", \"url\": \"https://es.example.com:9200/\", \"index\": \"visits-*\"%s}]"
                .formatted(more),
            "eu-central-1")
        .getFirst();
  }

  @Test
  void whatIsNotDeclaredHasItsDefault() {
    ElasticsearchSource source = read("");

    assertThat(source.cluster().url()).hasToString("https://es.example.com:9200");
    assertThat(source.cluster().authentication()).isEqualTo(new ClusterAuthentication.Anonymous());
    assertThat(source.timeField()).isEqualTo("@timestamp");
    assertThat(source.stream()).isEqualTo("sessions");
    assertThat(source.partitionKey()).hasToString("_id");
    assertThat(source.overlap()).isEqualTo(Duration.ofMinutes(5));
    assertThat(source.pageSize()).isEqualTo(1_000);
    Instant now = Instant.parse("2026-11-30T12:00:00Z");
    assertThat(source.beginning().begin(now)).isEqualTo(now);
  }

  @Test
  void everyMemberIsTaken() {
    ElasticsearchSource source =
        read(
            """
            , "time_field": "created", "stream": "other", "partition_key": "_source.id",
            "query": {"term": {"a.b": 10000000000000000000001}},
            "authentication": {"type": "sigv4", "service": "aoss"}, "ca_secret": "ca",
            "overlap_seconds": 0, "page_size": 10000, "initial": "P7D"\
            """);

    assertThat(source.query()).contains("{\"term\":{\"a.b\":10000000000000000000001}}");
    assertThat(source.cluster().authentication())
        .isEqualTo(new ClusterAuthentication.SignatureV4("aoss", "eu-central-1"));
    assertThat(source.cluster().certificateAuthority()).contains("ca");
    assertThat(source.beginning()).isEqualTo(new FirstRun.Before(Duration.ofDays(7)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        ", \"pagesize\": 5 | /0/pagesize held 5, expected no such member",
        ", \"page_size\": 10001 | /0/page_size held 10001, expected a whole number from 1 to 10000",
        ", \"overlap_seconds\": -1 | /0/overlap_seconds held -1, expected a whole number from 0 to 86400",
        ", \"initial\": \"yesterday\" | /0/initial held \"yesterday\", expected a time",
        ", \"initial\": \"-P1D\" | /0/initial held \"-P1D\", expected a time",
        ", \"query\": \"a\" | /0/query held \"a\", expected an object",
        ", \"stream\": \"a b\" | /0/stream held \"a b\", expected sessions",
        ", \"partition_key\": \"a..b\" | /0/partition_key held \"a..b\", expected a path",
        ", \"authentication\": {\"type\": \"token\"} | /0/authentication/type held \"token\", expected one of",
        ", \"authentication\": {\"type\": \"basic\"} | /0/authentication/secret held nothing, expected a text",
        ", \"authentication\": {\"type\": \"none\", \"secret\": \"a\"} | /0/authentication/secret held \"a\", expected no such member"
      })
  void aMemberThatCannotBeUsedIsNamedWithWhatItHeld(String more, String message) {
    assertThatExceptionOfType(InvalidDefinition.class)
        .isThrownBy(() -> read(more))
        .withMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{} | The body held what is no array",
        "[1] | /0 held 1, expected an object",
        "[{} | The body held what is not JSON",
        "[{\"name\": \"A\"}] | /0/name held \"A\", expected a name",
        "[{\"name\": \"a\", \"url\": \"es.example.com\"}] | /0/url held \"es.example.com\", expected an https or http url",
        "[{\"name\": \"a\", \"url\": \"https://u:p@es.example.com\"}] | /0/url held",
        "[{\"name\": \"a\", \"url\": \"http://es.example.com\", \"authentication\": {\"type\": \"basic\", \"secret\": \"s\"}}] | /0/url held \"http://es.example.com\", expected https: what authenticates",
        "[{\"name\": \"a\", \"url\": \"https://es.example.com\", \"index\": \"a, b\"}] | /0/index held \"a, b\", expected names",
        "[{\"name\": \"a\", \"url\": \"https://es.example.com\", \"index\": \"_all/_doc\"}] | /0/index held",
        "[{\"name\": \"a\", \"url\": \"https://e.com\", \"index\": \"a\"}, {\"name\": \"a\", \"url\": \"https://e.com\", \"index\": \"a\"}] | /1/name held \"a\", expected a name that no other source has"
      })
  void aSettingThatCannotBeUsedIsNamedWithWhatItHeld(String setting, String message) {
    assertThatExceptionOfType(InvalidDefinition.class)
        .isThrownBy(() -> ElasticsearchSources.read(setting, "eu-central-1"))
        .withMessageStartingWith(message);
  }

  @Test
  void noSourcesAreAllowed() {
    assertThat(ElasticsearchSources.read("[]", "eu-central-1")).isEmpty();
  }
}
