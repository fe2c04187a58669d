package dev.millrace.scoring.prediction;

import java.io.Serial;

/** An item of the predictions table is none that scoring wrote. */
public final class ForeignItem extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  ForeignItem(String id, String attribute, Throwable cause) {
    super(
        "Attribute %s of the item %s of the predictions table is missing or of another form; expected an item that scoring wrote"
            .formatted(attribute, id),
        cause);
  }
}
