package dev.millrace.training.model;

import dev.millrace.common.InvalidInput;
import dev.millrace.features.definition.FeatureDefinition;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.kind.FeatureType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The columns of a model version's features in the model's table. A column's doc is its feature's
 * name; by it a later version finds the column again. A name that is no column's becomes one: in
 * lower case, with an underscore for each run of other characters, {@code f_} before it where it
 * does not begin with a letter, cut to 63 characters; where that is taken, {@code _2} and so on
 * follow. Immutable.
 *
 * @param columns in the order of the version's features
 */
public record FeatureColumns(List<NestedField> columns) {
  private static final Pattern COLUMN = Pattern.compile("[a-z][a-z0-9_]{0,62}");
  private static final int MAXIMUM_LENGTH = 63;

  /** Copies the list. */
  public FeatureColumns {
    columns = List.copyOf(columns);
  }

  /**
   * The columns that features have in a table, or get.
   *
   * @param table the schema of the table now
   * @throws InvalidInput when a feature has a column of another type
   */
  static FeatureColumns of(Schema table, ModelDefinition model) {
    Map<String, NestedField> byFeature = new HashMap<>();
    Set<String> taken = new HashSet<>();
    for (NestedField column : table.columns()) {
      taken.add(column.name());
      if (column.doc() != null) {
        byFeature.put(column.doc(), column);
      }
    }
    Map<String, String> names = new HashMap<>();
    for (boolean valid : new boolean[] {true, false}) {
      for (FeatureDefinition feature : model.features()) {
        String name = feature.name();
        if (!byFeature.containsKey(name) && COLUMN.matcher(name).matches() == valid) {
          names.put(name, free(columnName(name), taken));
        }
      }
    }
    List<NestedField> columns = new ArrayList<>();
    int id = table.highestFieldId();
    for (FeatureDefinition feature : model.features()) {
      NestedField column = byFeature.get(feature.name());
      if (column == null) {
        column =
            NestedField.optional(
                ++id, names.get(feature.name()), type(feature.type()), feature.name());
      } else if (!column.type().equals(type(feature.type()))) {
        throw changed(model, feature, column);
      }
      columns.add(column);
    }
    return new FeatureColumns(columns);
  }

  /** The names of the columns, in the order of the version's features. */
  public List<String> names() {
    return columns.stream().map(NestedField::name).toList();
  }

  private static String columnName(String feature) {
    String name = feature.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    if (COLUMN.matcher(feature).matches()) {
      return feature;
    }
    if (!Character.isLetter(name.charAt(0))) {
      name = name.startsWith("_") ? "f" + name : "f_" + name;
    }
    return name.substring(0, Math.min(name.length(), MAXIMUM_LENGTH));
  }

  private static String free(String name, Set<String> taken) {
    String free = name;
    for (int number = 2; !taken.add(free); number++) {
      String suffix = "_" + number;
      free = name.substring(0, Math.min(name.length(), MAXIMUM_LENGTH - suffix.length())) + suffix;
    }
    return free;
  }

  private static Type type(FeatureType type) {
    return switch (type) {
      case NUMBER -> Types.DoubleType.get();
      case CATEGORY -> Types.StringType.get();
    };
  }

  private static InvalidInput changed(
      ModelDefinition model, FeatureDefinition feature, NestedField column) {
    return new InvalidInput(
        "feature %s of %s %s is a %s, expected a %s as in the training sets of earlier versions: give the changed feature another name"
            .formatted(
                feature.name(),
                model.name(),
                model.version(),
                word(type(feature.type())),
                word(column.type())));
  }

  private static String word(Type type) {
    return type.typeId() == Type.TypeID.STRING ? "category" : "number";
  }
}
