package dev.millrace.lake.lookup;

import dev.millrace.common.InvalidInput;
import dev.millrace.features.json.UnicodeText;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.UsZipCode;
import java.util.Optional;
import java.util.regex.Pattern;

/** How a cell becomes a key. */
enum FileKeyForm {
  /** As it stands, without the white space around it. */
  TEXT("text", "1 to %d bytes".formatted(LookupKey.MAXIMUM_KEY_BYTES)) {
    @Override
    Optional<String> key(String cell) {
      return !cell.isEmpty() && UnicodeText.utf8Length(cell) <= LookupKey.MAXIMUM_KEY_BYTES
          ? Optional.of(cell)
          : Optional.empty();
    }
  },
  /** Five digits, as documents are read; spreadsheets drop leading zeros, which are put back. */
  US_ZIP_CODE("us_zip_code", "a zip code of one to five digits") {
    @Override
    Optional<String> key(String cell) {
      return DIGITS.matcher(cell).matches() ? UsZipCode.ofText(cell).key() : Optional.empty();
    }
  };

  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,5}");

  private final String code;
  private final String expected;

  FileKeyForm(String code, String expected) {
    this.code = code;
    this.expected = expected;
  }

  /** The key of a cell; empty when the cell holds none. */
  abstract Optional<String> key(String cell);

  /** What a cell is expected to hold. */
  String expected() {
    return expected;
  }

  /**
   * The form of a code.
   *
   * @throws InvalidInput when there is none
   */
  static FileKeyForm ofCode(String code) {
    for (FileKeyForm form : values()) {
      if (form.code.equals(code)) {
        return form;
      }
    }
    throw InvalidInput.field("as", code, "\"text\" or \"us_zip_code\"");
  }
}
