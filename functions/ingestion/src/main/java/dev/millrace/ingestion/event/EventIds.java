package dev.millrace.ingestion.event;

import dev.millrace.common.Deadline;
import dev.millrace.common.http.Problem;
import dev.millrace.features.document.DocumentParser;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.Rejection;
import dev.millrace.features.field.DocumentFields;
import dev.millrace.features.field.FieldPath;
import dev.millrace.features.field.FieldReader;
import dev.millrace.features.field.FieldTree;
import dev.millrace.features.field.Token;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** The ids of events that are about to go on a stream, as far as they can be read. */
public final class EventIds {
  private static final Duration ROUTING_TIME = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(EventIds.class);

  private EventIds() {}

  /**
   * Ids of documents, as the first model will read them that is bound to their stream; of malformed
   * ones, where it stands before. None where no model is bound.
   */
  public static Function<byte[], Optional<String>> ofDocuments(
      BoundModelParser bound, InstantSource clock) {
    return line ->
        parser(bound)
            .flatMap(
                parser ->
                    switch (parser.parse(line, clock.instant())) {
                      case DocumentRecord record -> Optional.of(record.id());
                      case Rejection rejection -> rejection.id();
                    });
  }

  private static Optional<DocumentParser> parser(BoundModelParser bound) {
    try {
      return bound.find(Deadline.after(ROUTING_TIME));
    } catch (SdkException unreadable) {
      LOG.warn(
          "The models of the stream {} cannot be read: {}",
          bound.stream(),
          unreadable.getMessage());
      throw Problem.unavailable(
          "Which model reads the stream cannot be found out at the moment; it is safe to send the same events again");
    }
  }

  /** Ids that are texts at a field. */
  public static Function<byte[], Optional<String>> atField(String path) {
    FieldTree.Builder wanted = new FieldTree.Builder();
    int slot = wanted.add(new FieldPath(path));
    FieldReader reader = new FieldReader(wanted.build());
    return line -> {
      DocumentFields fields = reader.read(line, 0, line.length);
      return fields.token(slot) == Token.TEXT && !fields.isMissing(slot)
          ? Optional.of(fields.text(slot))
          : Optional.empty();
    };
  }
}
