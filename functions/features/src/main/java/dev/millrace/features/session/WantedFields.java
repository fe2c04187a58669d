package dev.millrace.features.session;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The members of an object that a parser reads: each leads to a field or to an object with more.
 */
final class WantedFields {

  enum Field {
    ID,
    INDEX,
    CREATED_DATE_TIME,
    ZIP_CODE
  }

  sealed interface Member permits Leaf, Branch {}

  record Leaf(Field field) implements Member {}

  record Branch(WantedFields members) implements Member {}

  private String[] names = {};
  private byte[][] bytes = {};
  private Member[] members = {};

  private final boolean indexInId;

  private WantedFields(boolean indexInId) {
    this.indexInId = indexInId;
  }

  static WantedFields of(FieldPaths paths) {
    WantedFields root = new WantedFields(paths.indexInId());
    root.add(List.of("_id"), Field.ID);
    if (paths.indexInId()) {
      root.add(List.of("_index"), Field.INDEX);
    }
    root.add(FieldPaths.names(paths.createdDateTime()), Field.CREATED_DATE_TIME);
    root.add(FieldPaths.names(paths.zipCode()), Field.ZIP_CODE);
    return root;
  }

  /** Whether a document's id is its index and {@code _id}, with a slash in between. */
  boolean indexInId() {
    return indexInId;
  }

  /** Of the member with that name; -1 when none is wanted. */
  int indexOf(String name) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /** As {@link #indexOf(String)}, of a name in UTF-8. */
  int indexOf(byte[] buffer, int start, int end) {
    for (int i = 0; i < names.length; i++) {
      byte[] name = bytes[i];
      if (name.length == end - start && Arrays.equals(name, 0, name.length, buffer, start, end)) {
        return i;
      }
    }
    return -1;
  }

  Member member(int index) {
    return members[index];
  }

  List<Member> members() {
    return List.of(members);
  }

  private void add(List<String> path, Field field) {
    String name = path.getFirst();
    if (path.size() == 1) {
      put(name, new Leaf(field));
    } else if (indexOf(name) >= 0 && member(indexOf(name)) instanceof Branch(WantedFields inside)) {
      inside.add(path.subList(1, path.size()), field);
    } else {
      WantedFields inside = new WantedFields(indexInId);
      inside.add(path.subList(1, path.size()), field);
      put(name, new Branch(inside));
    }
  }

  private void put(String name, Member member) {
    names = Arrays.copyOf(names, names.length + 1);
    bytes = Arrays.copyOf(bytes, bytes.length + 1);
    members = Arrays.copyOf(members, members.length + 1);
    names[names.length - 1] = name;
    bytes[bytes.length - 1] = name.getBytes(StandardCharsets.UTF_8);
    members[members.length - 1] = member;
  }
}
