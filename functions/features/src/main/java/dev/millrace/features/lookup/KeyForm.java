package dev.millrace.features.lookup;

import dev.millrace.features.field.DocumentFields;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the key of a look-up is read from its field. */
public enum KeyForm {
  /** A text as it is, or the text of a number's value. */
  TEXT {
    @Override
    public HeldKey read(DocumentFields fields, int slot) {
      if (fields.isMissing(slot)) {
        return HeldKey.NONE;
      }
      return switch (fields.token(slot)) {
        case TEXT -> ofAtMostMaximum(fields.text(slot), fields.textBytes(slot));
        case NUMBER -> {
          String text = fields.numberText(slot);
          yield ofAtMostMaximum(text, text.length());
        }
        default -> HeldKey.INVALID;
      };
    }
  },
  /** A zip code: see {@link UsZipCode}. */
  US_ZIP_CODE {
    @Override
    public HeldKey read(DocumentFields fields, int slot) {
      return switch (fields.token(slot)) {
        case NOTHING, NULL -> HeldKey.NONE;
        case TEXT -> UsZipCode.ofText(fields.text(slot));
        case NUMBER -> UsZipCode.ofNumber(fields.text(slot));
        default -> HeldKey.INVALID;
      };
    }
  };

  /** The key that stands at a field. */
  public abstract HeldKey read(DocumentFields fields, int slot);

  private static HeldKey ofAtMostMaximum(String text, int bytes) {
    return bytes <= LookupKey.MAXIMUM_KEY_BYTES ? HeldKey.of(text) : HeldKey.INVALID;
  }

  /** The form that a definition names: {@code us_zip_code}, say; empty for another word. */
  public static Optional<KeyForm> named(String name) {
    return Arrays.stream(values()).filter(form -> form.code().equals(name)).findFirst();
  }

  /** The names that a definition may give. */
  public static List<String> names() {
    return Arrays.stream(values()).map(KeyForm::code).toList();
  }

  private String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
