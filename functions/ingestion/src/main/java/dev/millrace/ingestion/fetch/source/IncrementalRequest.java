package dev.millrace.ingestion.fetch.source;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.fetch.IncrementalField;
import dev.millrace.ingestion.fetch.pagination.Pagination;
import dev.millrace.ingestion.fetch.pagination.RequestPlace;
import java.util.Optional;

/** Where a request says from when on it wants rows. */
record IncrementalRequest(IncrementalField field, RequestPlace place) {
  /** Takes {@code incremental} of a source. */
  static Optional<IncrementalRequest> take(DefinitionObject source, boolean hasBody) {
    return source
        .optionalObject("incremental")
        .map(
            incremental -> {
              boolean inBody = RequestPlace.takeInBody(incremental, hasBody);
              IncrementalRequest request =
                  new IncrementalRequest(
                      IncrementalField.read(incremental),
                      new RequestPlace(incremental.text("parameter"), inBody));
              incremental.end();
              return request;
            });
  }

  /**
   * What a request says.
   *
   * @param since where a run goes on; empty for a first run
   */
  Optional<Pagination.Setting> setting(Optional<String> since) {
    return since.or(field::initial).map(from -> new Pagination.Setting(place, from));
  }
}
