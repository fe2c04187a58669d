package dev.millrace.samplemodel;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.List;

/**
 * Trees as one TreeEnsembleRegressor, which sums the leaves up. No classifier: its label output,
 * which nobody asks for, is not to be trusted in ONNX Runtime.
 */
final class OnnxEnsemble {
  private final List<Long> nodeTrees = new ArrayList<>();
  private final List<Long> nodeIds = new ArrayList<>();
  private final List<Long> nodeFeatures = new ArrayList<>();
  private final List<Float> nodeThresholds = new ArrayList<>();
  private final List<String> nodeModes = new ArrayList<>();
  private final List<Long> nodeTrueIds = new ArrayList<>();
  private final List<Long> nodeFalseIds = new ArrayList<>();
  private final List<Long> leafTrees = new ArrayList<>();
  private final List<Long> leafIds = new ArrayList<>();
  private final List<Long> leafTargets = new ArrayList<>();
  private final List<Float> leafValues = new ArrayList<>();
  private final int targets;

  private OnnxEnsemble(int targets) {
    this.targets = targets;
  }

  /**
   * The node that computes a float32 tensor [rows, targets] from one [rows, features].
   *
   * @param trees one for each target, and again: the first tree adds to the first target
   */
  static NodeProto node(List<TreeNode> trees, int targets, String input, String output) {
    var ensemble = new OnnxEnsemble(targets);
    for (int tree = 0; tree < trees.size(); tree++) {
      ensemble.add(tree, trees.get(tree));
    }
    return ensemble.node(input, output);
  }

  private void add(long tree, TreeNode node) {
    nodeTrees.add(tree);
    nodeIds.add((long) node.id());
    switch (node) {
      case TreeNode.Leaf leaf -> {
        nodeFeatures.add(0L);
        nodeThresholds.add(0f);
        nodeModes.add("LEAF");
        nodeTrueIds.add(0L);
        nodeFalseIds.add(0L);
        leafTrees.add(tree);
        leafIds.add((long) leaf.id());
        leafTargets.add(tree % targets);
        leafValues.add(leaf.value());
      }
      case TreeNode.Split split -> {
        nodeFeatures.add((long) split.feature());
        nodeThresholds.add(split.threshold());
        nodeModes.add("BRANCH_LT");
        nodeTrueIds.add((long) split.below().id());
        nodeFalseIds.add((long) split.rest().id());
        add(tree, split.below());
        add(tree, split.rest());
      }
    }
  }

  private NodeProto node(String input, String output) {
    return NodeProto.newBuilder()
        .setDomain("ai.onnx.ml")
        .setOpType("TreeEnsembleRegressor")
        .addInput(input)
        .addOutput(output)
        .addAttribute(OnnxParts.integer("n_targets", targets))
        .addAttribute(OnnxParts.integers("nodes_treeids", nodeTrees))
        .addAttribute(OnnxParts.integers("nodes_nodeids", nodeIds))
        .addAttribute(OnnxParts.integers("nodes_featureids", nodeFeatures))
        .addAttribute(OnnxParts.floats("nodes_values", nodeThresholds))
        .addAttribute(OnnxParts.strings("nodes_modes", nodeModes))
        .addAttribute(OnnxParts.integers("nodes_truenodeids", nodeTrueIds))
        .addAttribute(OnnxParts.integers("nodes_falsenodeids", nodeFalseIds))
        .addAttribute(OnnxParts.integers("target_treeids", leafTrees))
        .addAttribute(OnnxParts.integers("target_nodeids", leafIds))
        .addAttribute(OnnxParts.integers("target_ids", leafTargets))
        .addAttribute(OnnxParts.floats("target_weights", leafValues))
        .build();
  }
}
