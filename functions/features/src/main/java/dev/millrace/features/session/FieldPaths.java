package dev.millrace.features.session;

import java.util.List;

/**
 * Where the fields stand: names joined by dots, from the document's root. A name that itself holds
 * a dot has no path, and a path does not lead through arrays.
 *
 * @param createdDateTime path of the event time
 * @param zipCode path of the zip code
 * @param indexInId whether a document's id is {@code <_index>/<_id>}, and not {@code _id} alone:
 *     two indices may give the same {@code _id} to different documents. No index has a slash in its
 *     name
 */
public record FieldPaths(String createdDateTime, String zipCode, boolean indexInId) {

  /** Where an Elasticsearch hit has them. */
  public static final FieldPaths DEFAULT =
      new FieldPaths("_source.createdDateTime", "_source.zipCode");

  /** Paths in documents whose {@code _id} is their id. */
  public FieldPaths(String createdDateTime, String zipCode) {
    this(createdDateTime, zipCode, false);
  }

  /**
   * Two paths that can be read in one pass.
   *
   * @throws IllegalArgumentException when a path has an empty name, stands inside the other or
   *     inside a field of the id
   */
  public FieldPaths {
    requireNames("createdDateTime", createdDateTime);
    requireNames("zipCode", zipCode);
    requireApart("createdDateTime", createdDateTime, "_id");
    requireApart("zipCode", zipCode, "_id");
    if (indexInId) {
      requireApart("createdDateTime", createdDateTime, "_index");
      requireApart("zipCode", zipCode, "_index");
    }
    requireApart("createdDateTime", createdDateTime, zipCode);
  }

  static List<String> names(String path) {
    return List.of(path.split("\\.", -1));
  }

  private static void requireNames(String field, String path) {
    if (names(path).stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "the path of %s held \"%s\", expected names joined by single dots"
              .formatted(field, path));
    }
  }

  private static void requireApart(String field, String path, String other) {
    if ((path + ".").startsWith(other + ".") || (other + ".").startsWith(path + ".")) {
      throw new IllegalArgumentException(
          "the path of %s held \"%s\", expected one that is not, and does not stand in or around, \"%s\""
              .formatted(field, path, other));
    }
  }
}
