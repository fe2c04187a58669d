package dev.millrace.ingestion.rule;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.mask.FieldPath;
import dev.millrace.ingestion.rule.value.ScalarCasts;
import dev.millrace.ingestion.rule.value.ValueRejected;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;

/**
 * Puts the HMAC-SHA-256 of a field's text in its place, 64 hexadecimal digits: the same text gives
 * the same digits under the same key, in any source. Null stays null, a list is hashed by its
 * elements.
 */
record HashRule(RuleField from, HashKey key) implements TransformationRule {
  static HashRule read(DefinitionObject definition, RuleServices services) {
    return new HashRule(RuleField.read(definition), services.hashKey());
  }

  @Override
  public List<Row> apply(Row row) throws ValueRejected {
    Object held = from.value(row);
    if (held != null) {
      row.set(from.name(), ScalarElements.map(held, this::hash));
    }
    return List.of(row);
  }

  private String hash(Object scalar) throws ValueRejected {
    byte[] text = ScalarCasts.string(scalar).getBytes(StandardCharsets.UTF_8);
    try {
      Mac mac = Mac.getInstance(HashKey.ALGORITHM);
      mac.init(key.secret());
      return HexFormat.of().formatHex(mac.doFinal(text));
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  @Override
  public String field() {
    return from.name();
  }

  @Override
  public boolean protects(String name) {
    return name.equals(from.name());
  }

  @Override
  public List<FieldPath> flow(FieldPath path) {
    return protects(path.head()) ? List.of() : List.of(path);
  }
}
