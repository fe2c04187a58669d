package dev.millrace.ingestion.elasticsearch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.millrace.features.field.FieldPath;
import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.definition.InvalidDefinition;
import dev.millrace.ingestion.elasticsearch.cluster.ClusterAddress;
import dev.millrace.ingestion.elasticsearch.cluster.ClusterAuthentication;
import dev.millrace.ingestion.row.JsonValues;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The sources that a deployment declares: a JSON array of objects. */
final class ElasticsearchSources {
  private static final JsonFactory JSON =
      new JsonFactoryBuilder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,62}");
  private static final Pattern STREAM = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final int MOST = 50;
  private static final int LARGEST_PAGE = 10_000;
  private static final Duration LONGEST_OVERLAP = Duration.ofDays(1);

  private ElasticsearchSources() {}

  /**
   * Reads them.
   *
   * @param region where clusters of Amazon OpenSearch are that name no other
   * @throws InvalidDefinition whose message names the place, what it held and what was expected
   */
  static List<ElasticsearchSource> read(String setting, String region) {
    List<ElasticsearchSource> sources = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Object element : array(setting)) {
      String pointer = "/" + sources.size();
      if (!(element instanceof Map<?, ?> members)) {
        throw new InvalidDefinition(pointer, DefinitionObject.shown(element), "an object");
      }
      ElasticsearchSource source = source(new DefinitionObject(pointer, members), region);
      if (!names.add(source.name())) {
        throw new InvalidDefinition(
            pointer + "/name", '"' + source.name() + '"', "a name that no other source has");
      }
      sources.add(source);
    }
    return List.copyOf(sources);
  }

  private static List<?> array(String setting) {
    String expected = "a JSON array of at most %d sources".formatted(MOST);
    try (JsonParser json = JSON.createParser(setting)) {
      if (json.nextToken() != JsonToken.START_ARRAY) {
        throw new InvalidDefinition("", "what is no array", expected);
      }
      List<?> elements = (List<?>) JsonValues.read(json);
      if (json.nextToken() != null || elements.size() > MOST) {
        throw new InvalidDefinition("", "more than that", expected);
      }
      return elements;
    } catch (IOException malformed) {
      throw new InvalidDefinition(
          "", "what is not JSON, or an object with one name twice", expected);
    }
  }

  private static ElasticsearchSource source(DefinitionObject of, String region) {
    String name = matching(of, "name", NAME, "a name, [a-z][a-z0-9_-]{0,62}", of.text("name"));
    ClusterAuthentication authentication =
        of.optionalObject("authentication")
            .map(object -> authentication(object, region))
            .orElseGet(ClusterAuthentication.Anonymous::new);
    ElasticsearchSource source =
        new ElasticsearchSource(
            name,
            new ClusterAddress(
                url(of, authentication), authentication, of.optionalText("ca_secret")),
            index(of),
            of.optionalText("time_field").orElse("@timestamp"),
            of.optionalObject("query").map(query -> JsonValues.text(of.value("query"))),
            matching(
                of,
                "stream",
                STREAM,
                "sessions, service-events or the name of a stream",
                of.optionalText("stream").orElse("sessions")),
            partitionKey(of),
            Duration.ofSeconds(
                of.optionalWhole("overlap_seconds", 0, LONGEST_OVERLAP.toSeconds()).orElse(300)),
            (int) of.optionalWhole("page_size", 1, LARGEST_PAGE).orElse(1_000),
            FirstRun.parse(of.optionalText("initial").orElse("PT0S"))
                .orElseThrow(
                    () ->
                        of.refused(
                            "initial",
                            "a time in ISO-8601 with its zone, or a duration such as P7D before the first run")));
    of.end();
    return source;
  }

  private static String matching(
      DefinitionObject of, String member, Pattern pattern, String expected, String held) {
    if (!pattern.matcher(held).matches()) {
      throw of.refused(member, expected);
    }
    return held;
  }

  private static String index(DefinitionObject of) {
    String index = of.text("index");
    boolean refused = index.startsWith("_") || index.chars().anyMatch(c -> c <= ' ' || c == '/');
    if (refused) {
      throw of.refused("index", "names or patterns of indexes, separated by commas without spaces");
    }
    return index;
  }

  private static FieldPath partitionKey(DefinitionObject of) {
    try {
      return new FieldPath(of.optionalText("partition_key").orElse("_id"));
    } catch (IllegalArgumentException notAPath) {
      throw of.refused("partition_key", "a path from the hit, such as _source.customer.id");
    }
  }

  private static URI url(DefinitionObject of, ClusterAuthentication authentication) {
    String expected = "an https or http url with a host, without user, query and fragment";
    URI url;
    try {
      String text = of.text("url");
      url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    } catch (URISyntaxException notAUrl) {
      throw of.refused("url", expected);
    }
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!Set.of("http", "https").contains(scheme)
        || url.getHost() == null
        || url.getUserInfo() != null
        || url.getQuery() != null
        || url.getFragment() != null) {
      throw of.refused("url", expected);
    }
    boolean secret = !(authentication instanceof ClusterAuthentication.Anonymous);
    if (secret && scheme.equals("http") && !LOOPBACK.contains(url.getHost())) {
      throw of.refused("url", "https: what authenticates the source would be sent readable");
    }
    return url;
  }

  private static ClusterAuthentication authentication(DefinitionObject of, String region) {
    String type = of.word("type", List.of("none", "basic", "api_key", "sigv4"));
    ClusterAuthentication authentication =
        switch (type) {
          case "basic" -> new ClusterAuthentication.Basic(of.text("secret"));
          case "api_key" -> new ClusterAuthentication.ApiKey(of.text("secret"));
          case "sigv4" ->
              new ClusterAuthentication.SignatureV4(
                  of.has("service") ? of.word("service", List.of("es", "aoss")) : "es",
                  of.optionalText("region").orElse(region));
          default -> new ClusterAuthentication.Anonymous();
        };
    of.end();
    return authentication;
  }
}
