package dev.millrace.ingestion.fetch.pagination;

import dev.millrace.ingestion.definition.DefinitionObject;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How many rows a page is to have.
 *
 * @param place where a request says it; empty where it is not said
 */
public record PageSize(Optional<RequestPlace> place, OptionalLong size) {
  static final int LARGEST = 100_000;

  /** Takes the parameter of this name, and {@code size}, which it then needs. */
  static PageSize take(DefinitionObject pagination, String parameter, boolean inBody) {
    Optional<RequestPlace> place = RequestPlace.take(pagination, parameter, inBody);
    OptionalLong size = pagination.optionalWhole("size", 1, LARGEST);
    if (place.isPresent() && size.isEmpty()) {
      throw pagination.refused("size", "a whole number from 1 to " + LARGEST);
    }
    return new PageSize(place, size);
  }

  Optional<Pagination.Setting> setting() {
    return place.map(where -> new Pagination.Setting(where, size.orElseThrow()));
  }

  /** Whether a page of so many rows is shorter than was asked for. */
  boolean isShort(int rows) {
    return size.isPresent() && rows < size.getAsLong();
  }
}
