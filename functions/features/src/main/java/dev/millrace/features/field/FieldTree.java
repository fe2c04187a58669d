package dev.millrace.features.field;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields that are wanted of documents, as a tree of names. Each wanted path has a slot; paths
 * that are equal share one, and a path may lead through another. Immutable and thread-safe.
 */
public final class FieldTree {
  private final Node root;
  private final int slots;
  private final int nodes;

  private FieldTree(Node root, int slots, int nodes) {
    this.root = root;
    this.slots = slots;
    this.nodes = nodes;
  }

  Node root() {
    return root;
  }

  /** How many fields are wanted. */
  public int slots() {
    return slots;
  }

  int nodes() {
    return nodes;
  }

  /** Collects paths. Not thread-safe. */
  public static final class Builder {
    private final Map<FieldPath, Integer> slots = new LinkedHashMap<>();

    /** An empty collection. */
    public Builder() {}

    /** The slot of a path: the same for an equal path. */
    public int add(FieldPath path) {
      Integer known = slots.putIfAbsent(path, slots.size());
      return known == null ? slots.size() - 1 : known;
    }

    /** A tree of the paths so far. */
    public FieldTree build() {
      Node root = new Node(0, -1);
      List<Node> nodes = new ArrayList<>(List.of(root));
      slots.forEach(
          (path, slot) -> {
            Node at = root;
            for (String name : path.names()) {
              at = at.children.computeIfAbsent(name, added -> newNode(nodes));
            }
            at.slot = slot;
          });
      nodes.forEach(Node::complete);
      return new FieldTree(root, slots.size(), nodes.size());
    }

    private static Node newNode(List<Node> nodes) {
      Node node = new Node(nodes.size(), -1);
      nodes.add(node);
      return node;
    }
  }

  /** An object or a field on the way to one. */
  static final class Node {
    final int id;
    private final Map<String, Node> children = new LinkedHashMap<>();
    private int slot;
    private int[] slotsInside;
    private NameTable names;
    private Node[] targets;

    private Node(int id, int slot) {
      this.id = id;
      this.slot = slot;
    }

    private void complete() {
      List<String> all = new ArrayList<>();
      List<Node> reached = new ArrayList<>();
      addNames("", all, reached);
      names = new NameTable(all);
      targets = reached.toArray(Node[]::new);
      List<Integer> inside = new ArrayList<>();
      addSlots(inside);
      slotsInside = inside.stream().mapToInt(Integer::intValue).toArray();
    }

    /** A name that stands here, and those that join it by dots with what is deeper. */
    private void addNames(String prefix, List<String> all, List<Node> reached) {
      children.forEach(
          (name, child) -> {
            all.add(prefix + name);
            reached.add(child);
            child.addNames(prefix + name + '.', all, reached);
          });
    }

    private void addSlots(List<Integer> all) {
      if (slot >= 0) {
        all.add(slot);
      }
      children.values().forEach(child -> child.addSlots(all));
    }

    /** The field's slot; -1 when it is only on the way to others. */
    int slot() {
      return slot;
    }

    boolean isLeaf() {
      return children.isEmpty();
    }

    /** The slots of the field and of all that is in it. */
    int[] slotsInside() {
      return slotsInside;
    }

    /** Of the member with that name, which may have dots in it; -1 when none is wanted. */
    int indexOf(byte[] buffer, int start, int end) {
      return names.indexOf(buffer, start, end);
    }

    int indexOf(String name) {
      return names.indexOf(name);
    }

    Node target(int index) {
      return targets[index];
    }
  }
}
