package dev.millrace.features.field;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Wanted paths with their slots, and both readers of them. */
final class WantedPaths {
  final Map<String, Integer> slots = new LinkedHashMap<>();
  private final FieldTree tree;
  private final FieldReader reader;

  WantedPaths(String... paths) {
    FieldTree.Builder builder = new FieldTree.Builder();
    Arrays.stream(paths).forEach(path -> slots.put(path, builder.add(new FieldPath(path))));
    tree = builder.build();
    reader = new FieldReader(tree);
  }

  int slot(String path) {
    return slots.get(path);
  }

  DocumentFields read(byte[] document) {
    return reader.read(document, 0, document.length);
  }

  /** As Jackson's parser reads it. */
  DocumentFields readJson(byte[] document, int notUtf8) {
    return reader.readJson(document, 0, document.length, notUtf8);
  }

  /** As the plain reader reads it; null when it gives up. */
  DocumentFields readPlain(byte[] buffer, int length) {
    DocumentFields fields = new DocumentFields(tree, buffer);
    return new PlainFields(tree, fields, buffer, 0, length).read() ? fields : null;
  }
}
