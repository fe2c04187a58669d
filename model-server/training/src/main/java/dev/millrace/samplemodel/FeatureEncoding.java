package dev.millrace.samplemodel;

import dev.millrace.features.definition.FeatureDefinition;
import dev.millrace.features.kind.FeatureType;
import dev.millrace.features.plan.FeatureVector;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * How a row of numbers and texts becomes one of float32: a missing number is the median of the
 * training rows, a text its place among theirs, in order, and -1 where it is none of them.
 */
final class FeatureEncoding {
  static final float UNKNOWN = -1;

  /** One feature's. */
  sealed interface Column {
    String name();
  }

  /** A number, and what it is where it is missing. */
  record NumberColumn(String name, float median, boolean isNullable) implements Column {}

  /** A text, and those that training has seen, in order. */
  record TextColumn(String name, List<String> vocabulary) implements Column {}

  private final List<Column> columns;

  private FeatureEncoding(List<Column> columns) {
    this.columns = columns;
  }

  /** Fits an encoding. */
  static FeatureEncoding of(List<FeatureDefinition> features, List<FeatureVector> rows) {
    return new FeatureEncoding(
        IntStream.range(0, features.size())
            .mapToObj(index -> column(features.get(index), index, rows))
            .toList());
  }

  private static Column column(FeatureDefinition feature, int index, List<FeatureVector> rows) {
    if (feature.type() == FeatureType.CATEGORY) {
      return new TextColumn(
          feature.name(),
          rows.stream()
              .map(row -> row.text(index))
              .filter(text -> !text.isEmpty())
              .distinct()
              .sorted()
              .toList());
    }
    double[] numbers =
        rows.stream()
            .mapToDouble(row -> row.number(index))
            .filter(number -> !Double.isNaN(number))
            .sorted()
            .toArray();
    return new NumberColumn(
        feature.name(), (float) numbers[numbers.length / 2], feature.isNullable());
  }

  List<Column> columns() {
    return columns;
  }

  /** The rows as the trees take them, one after the other. */
  float[] encode(List<FeatureVector> rows) {
    float[] encoded = new float[rows.size() * columns.size()];
    int place = 0;
    for (FeatureVector row : rows) {
      for (int index = 0; index < columns.size(); index++) {
        encoded[place++] = encode(row, index);
      }
    }
    return encoded;
  }

  private float encode(FeatureVector row, int index) {
    return switch (Objects.requireNonNull(columns.get(index))) {
      case NumberColumn(String _, float median, boolean _) ->
          row.isMissing(index) ? median : (float) row.number(index);
      // No text is -1, as UNKNOWN is.
      case TextColumn(String _, List<String> vocabulary) -> vocabulary.indexOf(row.text(index));
    };
  }
}
