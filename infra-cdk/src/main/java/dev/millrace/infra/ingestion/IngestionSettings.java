package dev.millrace.infra.ingestion;

import dev.millrace.infra.settings.SettingsReader;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * How data is taken in; memory is in MB.
 *
 * @param sourcesAtOnce sources of a job that are fetched at a time
 * @param allowedHosts names that may lead to addresses that are not public
 * @param secretPrefix of the names of secrets that sources may name; empty for the default
 * @param jobDays how long jobs are kept after their end; empty is for ever
 * @param rawPageDays how long the answers of sources are kept as they came
 * @param snapshotDays how long past states of the tables that jobs write can be read
 * @param elasticsearchSources what is pulled of Elasticsearch and OpenSearch, a JSON array
 * @param elasticsearchPeriod how often
 */
record IngestionSettings(
    int eventsApiMemory,
    int jobsApiMemory,
    int fetchSourceMemory,
    int storeSourceMemory,
    int sourcesAtOnce,
    List<String> allowedHosts,
    String secretPrefix,
    OptionalInt jobDays,
    int rawPageDays,
    int snapshotDays,
    String elasticsearchSources,
    Duration elasticsearchPeriod,
    int pullElasticsearchMemory) {
  private static final String NO_SOURCES = "[]";

  private static final Pattern HOST =
      Pattern.compile("[a-z0-9]([a-z0-9._-]{0,251}[a-z0-9])?|\\[[0-9a-f:.]{2,45}\\]");
  private static final Pattern SECRET_PREFIX = Pattern.compile("([a-z0-9][a-z0-9/_-]{0,98}[/_-])?");

  static IngestionSettings of(SettingsReader reader) {
    return new IngestionSettings(
        memory(reader, "eventsApiMemory", 1024),
        memory(reader, "jobsApiMemory", 1024),
        memory(reader, "fetchSourceMemory", 1024),
        reader
            .setting("storeSourceMemory", "MB; the processor's share grows with it")
            .number(2048, 1024, 10_240),
        reader
            .setting(
                "ingestionSourcesAtOnce",
                "sources of a job that are fetched at a time. Each takes a concurrent execution of"
                    + " Lambda, of which a new account has ten",
                "yes, for jobs that are begun from then on")
            .number(2, 1, 40),
        reader
            .setting(
                "ingestionAllowedHosts",
                "hosts that sources may name although they lead to private or loopback addresses,"
                    + " or are asked without TLS; every other host must be public")
            .list(HOST, "host names in lower case, or addresses (of IPv6 in brackets)"),
        reader
            .setting(
                "ingestionSecretPrefix",
                "what the names of the secrets begin with that sources may name, in Secrets Manager:"
                    + " `millrace/ENVIRONMENT/` where this is empty",
                "yes; sources that name other secrets fail from then on")
            .string(
                "",
                SECRET_PREFIX,
                "lower-case letters, digits, slashes, dashes and underscores, at most 100, no letter"
                    + " or digit last"),
        reader
            .setting(
                "jobDays",
                "how long the row of a job is kept once it has ended, with those of its sources and of"
                    + " its quality checks",
                "yes; rows that are gone stay gone")
            .daysOrForever("365"),
        reader
            .setting(
                "rawPageDays",
                "how many days the answers of sources are kept as they came, which may hold personal"
                    + " data",
                "yes; S3 goes by the new number for old objects too")
            .number(30, 1, 3650),
        reader
            .setting(
                "datasetSnapshotDays",
                "how long past states of the tables that jobs write can be read: what a training read"
                    + " of one, also what a row was before a later job replaced it",
                "yes, for tables that a job writes from then on; snapshots that are gone stay gone")
            .number(30, 5, 3650),
        reader
            .setting(
                "elasticsearchSources",
                "clusters and indexes of Elasticsearch and OpenSearch whose new documents are put on"
                    + " a stream, as docs/ingestion/ELASTICSEARCH.md describes them; without one the"
                    + " function is not there")
            .objects("an array of objects, each a source"),
        reader
            .setting("elasticsearchPeriod", "how often new documents are looked for")
            .minutes(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofHours(24)),
        memory(reader, "pullElasticsearchMemory", 1024));
  }

  /** What the names of the secrets begin with that sources may name, in an environment. */
  String secretPrefix(String environment) {
    return secretPrefix.isEmpty() ? "millrace/%s/".formatted(environment) : secretPrefix;
  }

  /** Whether something is pulled of Elasticsearch. */
  boolean pullsElasticsearch() {
    return !elasticsearchSources.equals(NO_SOURCES);
  }

  private static int memory(SettingsReader reader, String key, int byDefault) {
    return reader
        .setting(key, "MB; the processor's share grows with it")
        .number(byDefault, 256, 10_240);
  }
}
