package dev.millrace.features;

import java.util.Arrays;

/** The values of a schema's features for one session, all finite. Immutable. */
public final class FeatureVector {

  private final FeatureSchema schema;
  private final double[] values;

  /** Takes the array over. */
  FeatureVector(FeatureSchema schema, double[] values) {
    this.schema = schema;
    this.values = values;
  }

  /** The schema whose features these are, in its order. */
  public FeatureSchema schema() {
    return schema;
  }

  /** How many features there are. */
  public int size() {
    return values.length;
  }

  /**
   * One feature's value.
   *
   * @param index of the feature in the schema's names
   */
  public double get(int index) {
    return values[index];
  }

  /**
   * One feature's value.
   *
   * @throws IllegalArgumentException when the schema has no such feature
   */
  public double get(String name) {
    int index = schema.names().indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          "feature %s is unknown, expected one of %s".formatted(name, schema.names()));
    }
    return values[index];
  }

  /** A copy, in the schema's order. */
  public double[] toArray() {
    return values.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FeatureVector that
        && schema.equals(that.schema)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * schema.hashCode() + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < values.length; i++) {
      text.append(i == 0 ? "" : ", ").append(schema.names().get(i)).append('=').append(values[i]);
    }
    return text.append('}').toString();
  }
}
