package dev.millrace.scoring.http;

import dev.millrace.features.document.DocumentParser;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.Rejection;
import dev.millrace.features.field.DocumentFields;
import dev.millrace.features.field.FieldPath;
import dev.millrace.features.field.FieldReader;
import dev.millrace.features.field.FieldTree;
import dev.millrace.features.field.Token;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/** The ids of events that are about to go on a stream, as far as they can be read. */
public final class EventIds {
  private EventIds() {}

  /** Ids of documents, as scoring will read them; of malformed ones, where it stands before. */
  public static Function<byte[], Optional<String>> ofDocuments(
      DocumentParser parser, InstantSource clock) {
    return line ->
        switch (parser.parse(line, clock.instant())) {
          case DocumentRecord record -> Optional.of(record.id());
          case Rejection rejection -> rejection.id();
        };
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
