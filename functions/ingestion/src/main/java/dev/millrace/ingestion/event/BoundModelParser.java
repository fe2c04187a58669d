package dev.millrace.ingestion.event;

import dev.millrace.common.Deadline;
import dev.millrace.features.document.DocumentParser;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.routing.RoutesInEffect;
import dev.millrace.routing.RoutingReader;
import dev.millrace.routing.RoutingRow;
import dev.millrace.routing.VersionDefinitions;
import dev.millrace.routing.VersionPlans;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * How documents of a stream are read: as the first model reads them, by name, that is bound to the
 * stream and can be used. Where a model's new routes cannot be read, those before go on being used.
 * For one thread at a time.
 */
public final class BoundModelParser {
  /** An id is the same at whatever time its document says that it came about. */
  private static final Duration MAXIMUM_AHEAD_OF_ARRIVAL = Duration.ofDays(1);

  /** What new routes may cost a model that has older ones. */
  private static final Duration LONGEST_CHANGE = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(BoundModelParser.class);

  private final String stream;
  private final RoutingReader routing;
  private final VersionPlans plans;
  private final Runnable notRead;
  private final Map<String, RoutedParser> known = new HashMap<>();

  private record RoutedParser(RoutedVersions versions, DocumentParser parser) {}

  /**
   * A parser of a stream's documents.
   *
   * @param stream by which models are bound to it
   * @param notRead is run each time that a model's routes cannot be compiled
   */
  public BoundModelParser(
      String stream, RoutingReader routing, VersionDefinitions definitions, Runnable notRead) {
    this.stream = Objects.requireNonNull(stream);
    this.routing = Objects.requireNonNull(routing);
    this.plans = new VersionPlans(definitions, MAXIMUM_AHEAD_OF_ARRIVAL);
    this.notRead = Objects.requireNonNull(notRead);
  }

  /** The name by which models are bound to the stream. */
  String stream() {
    return stream;
  }

  /**
   * The parser as the routes in effect have it; empty where no model is bound that can be used.
   *
   * @throws SdkException when the routes were never read, and a table cannot be reached in time
   */
  Optional<DocumentParser> find(Deadline deadline) {
    List<RoutingRow> bound =
        routing.rows(deadline).stream()
            .filter(row -> row.streams().contains(stream))
            .sorted(Comparator.comparing(RoutingRow::model))
            .toList();
    for (RoutingRow row : bound) {
      Optional<DocumentParser> parser =
          row.inEffect().flatMap(routes -> parser(row.model(), routes, deadline));
      if (parser.isPresent()) {
        return parser;
      }
    }
    return Optional.empty();
  }

  private Optional<DocumentParser> parser(String model, RoutesInEffect routes, Deadline deadline) {
    Optional<RoutedParser> before = Optional.ofNullable(known.get(model));
    if (before.isPresent() && before.get().versions().equals(routes.versions())) {
      return before.map(RoutedParser::parser);
    }
    try {
      DocumentParser parser =
          plans
              .plan(
                  model,
                  routes.versions(),
                  before.isPresent() ? deadline.atMost(LONGEST_CHANGE) : deadline)
              .parser(failure -> LOG.error("Parsing a document failed with {}", failure));
      known.put(model, new RoutedParser(routes.versions(), parser));
      return Optional.of(parser);
    } catch (SdkException unreachable) {
      LOG.warn("The routes of {} were not read: {}", model, unreachable.getMessage());
      notRead.run();
      return Optional.of(before.orElseThrow(() -> unreachable).parser());
    } catch (IllegalArgumentException inconsistent) {
      LOG.error("The routes of {} cannot be used: {}", model, inconsistent.getMessage());
      notRead.run();
      return before.map(RoutedParser::parser);
    }
  }
}
