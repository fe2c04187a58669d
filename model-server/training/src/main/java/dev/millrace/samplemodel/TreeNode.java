package dev.millrace.samplemodel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;

/** A node of a trained tree, with its number in the tree; the root is 0. */
sealed interface TreeNode {

  int id();

  /** What a row that ends here adds to the log-odds. */
  record Leaf(int id, float value) implements TreeNode {}

  /**
   * A row goes to {@code below} when its feature is less than the threshold, else to {@code rest}.
   */
  record Split(int id, int feature, float threshold, TreeNode below, TreeNode rest)
      implements TreeNode {}

  /** Reads one tree as XGBoost dumps it; features are named {@code f0}, {@code f1} and so on. */
  static TreeNode parse(String dump) {
    try {
      return node(new ObjectMapper().readTree(dump));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("XGBoost's dump of a tree is not JSON", e);
    }
  }

  private static TreeNode node(JsonNode json) {
    int id = json.required("nodeid").intValue();
    if (json.has("leaf")) {
      return new Leaf(id, number(json, "leaf"));
    }
    return new Split(
        id,
        Integer.parseInt(json.required("split").textValue().substring(1)),
        number(json, "split_condition"),
        child(json, "yes"),
        child(json, "no"));
  }

  private static TreeNode child(JsonNode json, String branch) {
    int id = json.required(branch).intValue();
    for (JsonNode child : json.required("children")) {
      if (child.required("nodeid").intValue() == id) {
        return node(child);
      }
    }
    throw new IllegalArgumentException("a tree's branch '" + branch + "' leads to no child");
  }

  /** From the text: by way of a double a float can be rounded twice. */
  private static float number(JsonNode json, String field) {
    return Float.parseFloat(json.required(field).asText());
  }
}
