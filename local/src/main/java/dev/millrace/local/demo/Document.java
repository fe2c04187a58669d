package dev.millrace.local.demo;

import java.util.Optional;

/**
 * One document of the input.
 *
 * @param line where it starts, the first line being 1; in a JSON array or a search answer its
 *     place, the first being 1
 * @param bytes as they came
 * @param id where one can be read, and has been
 */
record Document(int line, byte[] bytes, Optional<String> id) {
  /** A document whose id has not been read. */
  Document(int line, byte[] bytes) {
    this(line, bytes, Optional.empty());
  }

  /** The same with its id. */
  Document identified(DocumentIds ids) {
    return new Document(line, bytes, ids.of(bytes));
  }
}
