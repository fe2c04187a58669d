package dev.millrace.models.validation;

import dev.millrace.features.definition.FeatureDefault;
import dev.millrace.features.definition.FeatureDefinition;
import dev.millrace.inference.FeatureColumn;
import dev.millrace.inference.FeatureRows;
import dev.millrace.inference.InvalidRowException;
import dev.millrace.inference.Model;
import java.util.List;

/** A row that a model must be able to answer: each feature's default, else 0 or an empty text. */
final class ProbeRow {
  private ProbeRow() {}

  /**
   * The row of a model.
   *
   * @throws InvalidRowException when an input does not take a feature's default
   */
  static FeatureRows of(Model model) throws InvalidRowException {
    List<FeatureDefinition> features = model.definition().features();
    FeatureRows rows = new FeatureRows(model.columns(), "the probe, row");
    rows.begin();
    for (int place = 0; place < features.size(); place++) {
      set(rows, place, features.get(place).fallback());
    }
    rows.end();
    return rows;
  }

  private static void set(FeatureRows rows, int place, FeatureDefault fallback)
      throws InvalidRowException {
    FeatureColumn column = rows.columns().get(place);
    switch (fallback) {
      case FeatureDefault.Missing missing -> rows.setMissing(place, "its default, null");
      case FeatureDefault.NumberValue number -> rows.setNumber(place, number.value());
      case FeatureDefault.TextValue text -> rows.setText(place, text.value());
      case FeatureDefault.None none -> {
        if (column.isText()) {
          rows.setText(place, "");
        } else {
          rows.setNumber(place, 0);
        }
      }
    }
  }

  /** Whether the row holds an empty text that no document can come to. */
  static boolean isMadeUp(Model model) {
    List<FeatureDefinition> features = model.definition().features();
    for (int place = 0; place < features.size(); place++) {
      if (model.columns().get(place).isText()
          && features.get(place).fallback() instanceof FeatureDefault.None) {
        return true;
      }
    }
    return false;
  }
}
