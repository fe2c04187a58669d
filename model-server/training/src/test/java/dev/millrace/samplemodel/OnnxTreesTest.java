package dev.millrace.samplemodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class OnnxTreesTest {

  private static final float THRESHOLD = 12.1f;

  @Test
  void aValueEqualToTheThresholdIsNotBelowIt() throws Exception {
    TreeNode tree =
        TreeNode.parse(
            """
            {"nodeid": 0, "split": "f2", "split_condition": 12.1000004, "yes": 1, "no": 2,
             "missing": 1, "children": [{"nodeid": 2, "leaf": 1}, {"nodeid": 1, "leaf": -1}]}
            """);

    assertThat(probability(tree, Math.nextDown(THRESHOLD))).isEqualTo(0.26894143f, ulps());
    assertThat(probability(tree, THRESHOLD)).isEqualTo(0.7310586f, ulps());
    assertThat(probability(tree, Math.nextUp(THRESHOLD))).isEqualTo(0.7310586f, ulps());
  }

  @Test
  void treesAddUp() throws Exception {
    byte[] model =
        OnnxTrees.export(
            List.of(new TreeNode.Leaf(0, 0.25f), new TreeNode.Leaf(0, 0.75f)),
            TrainingFeatures.WIDTH);

    assertThat(OnnxProbabilities.predict(model, new float[TrainingFeatures.WIDTH])[0])
        .isEqualTo(0.7310586f, ulps());
  }

  private static float probability(TreeNode tree, float hourOfDay) throws Exception {
    byte[] model = OnnxTrees.export(List.of(tree), TrainingFeatures.WIDTH);
    return OnnxProbabilities.predict(model, new float[] {0, 0, hourOfDay, 0, 0, 0})[0];
  }

  private static Offset<Float> ulps() {
    return Offset.offset(2e-7f);
  }
}
