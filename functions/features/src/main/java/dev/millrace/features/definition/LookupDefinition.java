package dev.millrace.features.definition;

import dev.millrace.features.field.FieldPath;
import dev.millrace.features.json.InvalidMember;
import dev.millrace.features.json.JsonMembers;
import dev.millrace.features.lookup.KeyForm;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A row that is looked up for each document.
 *
 * @param name how features refer to it
 * @param table name of the look-up table
 * @param key where the document holds the row's key
 * @param form how the key is read
 */
public record LookupDefinition(String name, String table, FieldPath key, KeyForm form) {
  /** The look-up of a model that declares none: the zip code of a session. */
  public static final LookupDefinition ZIP_CODES =
      new LookupDefinition(
          "zip_codes", "zip_codes", new FieldPath("_source.zipCode"), KeyForm.US_ZIP_CODE);

  static final String EXPECTED_NAME =
      "lower-case letters, digits and underscores, a letter first, at most 63 characters";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  /** Checks that nothing is null. */
  public LookupDefinition {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(table, "table");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(form, "form");
  }

  /** Whether a look-up table may have that name. */
  public static boolean isTableName(String name) {
    return NAME.matcher(name).matches();
  }

  static LookupDefinition read(String name, JsonMembers lookup) {
    String table = lookup.optionalText("table").orElse(name);
    if (!isTableName(table)) {
      throw InvalidMember.held(lookup.place("table"), JsonMembers.shown(table), EXPECTED_NAME);
    }
    Optional<String> as = lookup.optionalText("as");
    KeyForm form =
        as.map(
                word ->
                    KeyForm.named(word)
                        .orElseThrow(
                            () ->
                                lookup.refused(
                                    "as", "one of " + String.join(", ", KeyForm.names()))))
            .orElse(KeyForm.TEXT);
    LookupDefinition definition =
        new LookupDefinition(name, table, DefinedPath.read(lookup, "key"), form);
    lookup.end();
    return definition;
  }
}
