package dev.millrace.features.document;

import dev.millrace.features.definition.IdDefinition;
import dev.millrace.features.field.DocumentFields;
import dev.millrace.features.json.UnicodeText;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where a record's id stands. */
sealed interface RecordId {

  /** The document's id; empty when it has none. */
  Optional<String> read(DocumentFields fields, byte[] buffer, int offset, int length);

  /** Why a document has no id. */
  String problem(DocumentFields fields);

  /** The texts of fields. */
  record OfFields(IdDefinition.Fields definition, int[] slots) implements RecordId {

    @Override
    public Optional<String> read(DocumentFields fields, byte[] buffer, int offset, int length) {
      return read(fields);
    }

    Optional<String> read(DocumentFields fields) {
      if (slots.length == 1) {
        return Optional.ofNullable(text(fields, slots[0]));
      }
      List<String> parts = new ArrayList<>(slots.length);
      for (int slot : slots) {
        String text = text(fields, slot);
        if (text == null) {
          return Optional.empty();
        }
        parts.add(text);
      }
      String joined = String.join(definition.join(), parts);
      return UnicodeText.utf8Length(joined) <= DocumentRecord.MAXIMUM_ID_BYTES
          ? Optional.of(joined)
          : Optional.empty();
    }

    /** Null when the field holds nothing that can be an id. */
    private static String text(DocumentFields fields, int slot) {
      return switch (fields.token(slot)) {
        case TEXT ->
            fields.isMissing(slot) || fields.textBytes(slot) > DocumentRecord.MAXIMUM_ID_BYTES
                ? null
                : fields.text(slot);
        case NUMBER -> fields.numberText(slot);
        default -> null;
      };
    }

    @Override
    public String problem(DocumentFields fields) {
      for (int i = 0; i < slots.length; i++) {
        if (text(fields, slots[i]) == null) {
          return "%s held %s, expected a text of 1 to %d bytes, or a number"
              .formatted(
                  definition.paths().get(i),
                  fields.held(slots[i]),
                  DocumentRecord.MAXIMUM_ID_BYTES);
        }
      }
      return "%s held more than %d bytes together, expected at most that"
          .formatted(
              definition.paths().stream()
                  .map(Object::toString)
                  .collect(Collectors.joining(" and ")),
              DocumentRecord.MAXIMUM_ID_BYTES);
    }
  }

  /** The SHA-256 of the document. */
  record OfBytes() implements RecordId {

    @Override
    public Optional<String> read(DocumentFields fields, byte[] buffer, int offset, int length) {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        int from = offset;
        int to = offset + length;
        while (buffer[from] != '{') {
          from++;
        }
        while (buffer[to - 1] != '}') {
          to--;
        }
        digest.update(buffer, from, to - from);
        return Optional.of(HexFormat.of().formatHex(digest.digest()));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("Every Java platform has SHA-256", e);
      }
    }

    @Override
    public String problem(DocumentFields fields) {
      throw new IllegalStateException("Every document has a hash");
    }
  }
}
