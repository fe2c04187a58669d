package dev.millrace.ingestion.rule.mask;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a value stands in a row: a field's name, and the names of members within. Lists are passed
 * through: all elements of a list have the list's path.
 *
 * @param names the field's first; none for any place of the row
 * @param made whether an expression made what stands there, so that its members are not known
 */
public record FieldPath(List<String> names, boolean made) {
  /** Any place of the row: where a value of unknown members was spread over fields. */
  public static final FieldPath ANYWHERE = new FieldPath(List.of(), true);

  /** Copies the names. */
  public FieldPath {
    names = List.copyOf(names);
  }

  /** A field as a whole. */
  public static FieldPath of(String field) {
    return new FieldPath(List.of(field), false);
  }

  /** A field that an expression made. */
  public static FieldPath made(String field) {
    return new FieldPath(List.of(field), true);
  }

  /** Whether this is {@link #ANYWHERE}, which has no field. */
  boolean isAnywhere() {
    return names.isEmpty();
  }

  /** The field. */
  public String head() {
    return names.getFirst();
  }

  /** The path to a member. */
  FieldPath member(String name) {
    List<String> longer = new ArrayList<>(names);
    longer.add(name);
    return new FieldPath(longer, made);
  }

  /** The same place in another field. */
  public FieldPath withHead(String field) {
    return joined(field, 1);
  }

  /** This field, and in it what stands behind so many of this path's names. */
  public FieldPath joined(String field, int joinedNames) {
    List<String> other = new ArrayList<>();
    other.add(field);
    other.addAll(names.subList(joinedNames, names.size()));
    return new FieldPath(other, made);
  }

  /** Whether the other path is this one or leads on from it. */
  boolean leadsTo(FieldPath other) {
    return other.names.size() >= names.size() && other.names.subList(0, names.size()).equals(names);
  }
}
