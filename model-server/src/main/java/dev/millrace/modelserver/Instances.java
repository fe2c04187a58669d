package dev.millrace.modelserver;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The instances of one request, filled feature by feature, for a model's declared features. */
final class Instances {

  /** As much as an error repeats of what a request held. */
  private static final int QUOTED_CHARACTERS = 100;

  private final List<String> features;
  private final Map<String, Integer> columns = new HashMap<>();
  private final int maximum;
  private final BitSet given = new BitSet();
  private float[] rows;
  private int count;

  Instances(List<String> features, int maximum) {
    this.features = features;
    this.maximum = maximum;
    for (String feature : features) {
      columns.put(feature, columns.size());
    }
    this.rows = new float[16 * features.size()];
  }

  /** The instance that is being filled. */
  int index() {
    return count;
  }

  List<String> features() {
    return features;
  }

  /** Begins the next instance. */
  void begin() throws RejectedRequestException {
    if (count == maximum) {
      throw RejectedRequestException.request(
          413, "the request holds more than %d instances".formatted(maximum));
    }
    given.clear();
    int needed = (count + 1) * features.size();
    if (needed > rows.length) {
      rows = Arrays.copyOf(rows, 2 * needed);
    }
  }

  /** The column that a feature has, which no earlier value of this instance may have had. */
  int column(String feature) throws RejectedRequestException {
    Integer column = columns.get(feature);
    if (column == null) {
      String quoted = shortened(feature);
      throw RejectedRequestException.feature(
          quoted,
          count,
          "instance %d has the unknown feature '%s'; expected %s"
              .formatted(count, quoted, String.join(", ", features)));
    }
    if (given.get(column)) {
      throw RejectedRequestException.feature(
          feature, count, "instance %d has the feature '%s' twice".formatted(count, feature));
    }
    return column;
  }

  /**
   * @param held what the request says, for the error's sentence
   */
  void set(int column, float value, String held) throws RejectedRequestException {
    if (!Float.isFinite(value)) {
      throw notANumber(column, held);
    }
    given.set(column);
    rows[count * features.size() + column] = value;
  }

  RejectedRequestException notANumber(int column, String held) {
    String feature = features.get(column);
    return RejectedRequestException.feature(
        feature,
        count,
        "instance %d: feature '%s' holds %s; expected a finite number"
            .formatted(count, feature, shortened(held)));
  }

  /** Ends the instance, which must have every feature. */
  void end() throws RejectedRequestException {
    int missing = given.nextClearBit(0);
    if (missing < features.size()) {
      String feature = features.get(missing);
      throw RejectedRequestException.feature(
          feature, count, "instance %d lacks the feature '%s'".formatted(count, feature));
    }
    count++;
  }

  /** All rows, one after the other. */
  float[] rows() throws RejectedRequestException {
    if (count == 0) {
      throw RejectedRequestException.request(
          400, "the request holds no instance; expected at least one");
    }
    return Arrays.copyOf(rows, count * features.size());
  }

  static String shortened(String text) {
    return text.length() <= QUOTED_CHARACTERS ? text : text.substring(0, QUOTED_CHARACTERS) + "…";
  }
}
