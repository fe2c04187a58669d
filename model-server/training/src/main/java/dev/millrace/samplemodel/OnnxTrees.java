package dev.millrace.samplemodel;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes trees as an ONNX model: a TreeEnsembleRegressor that sums the leaves to log-odds, and a
 * Sigmoid that makes them a probability. No classifier: its label output, which nobody asks for, is
 * not to be trusted in ONNX Runtime.
 */
final class OnnxTrees {

  /** Input, of shape [rows, features]. */
  static final String INPUT = "features";

  /** Output, of shape [rows, 1]. */
  static final String OUTPUT = "probability";

  private static final String LOG_ODDS = "log_odds";

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

  private OnnxTrees() {}

  /** The bytes of the model; the same trees give the same bytes. */
  static byte[] export(List<TreeNode> trees, int features) {
    var export = new OnnxTrees();
    for (int tree = 0; tree < trees.size(); tree++) {
      export.add(tree, trees.get(tree));
    }
    return export.model(features).toByteArray();
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
        leafTargets.add(0L);
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

  private ModelProto model(int features) {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .setProducerName("millrace")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(15))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(3))
        .setGraph(
            GraphProto.newBuilder()
                .setName("boosted_trees")
                .addNode(ensemble())
                .addNode(
                    NodeProto.newBuilder()
                        .setOpType("Sigmoid")
                        .addInput(LOG_ODDS)
                        .addOutput(OUTPUT))
                .addInput(tensor(INPUT, features))
                .addOutput(tensor(OUTPUT, 1)))
        .build();
  }

  private NodeProto ensemble() {
    return NodeProto.newBuilder()
        .setDomain("ai.onnx.ml")
        .setOpType("TreeEnsembleRegressor")
        .addInput(INPUT)
        .addOutput(LOG_ODDS)
        .addAttribute(
            AttributeProto.newBuilder().setName("n_targets").setType(AttributeType.INT).setI(1))
        .addAttribute(integers("nodes_treeids", nodeTrees))
        .addAttribute(integers("nodes_nodeids", nodeIds))
        .addAttribute(integers("nodes_featureids", nodeFeatures))
        .addAttribute(floats("nodes_values", nodeThresholds))
        .addAttribute(strings("nodes_modes", nodeModes))
        .addAttribute(integers("nodes_truenodeids", nodeTrueIds))
        .addAttribute(integers("nodes_falsenodeids", nodeFalseIds))
        .addAttribute(integers("target_treeids", leafTrees))
        .addAttribute(integers("target_nodeids", leafIds))
        .addAttribute(integers("target_ids", leafTargets))
        .addAttribute(floats("target_weights", leafValues))
        .build();
  }

  private static AttributeProto integers(String name, List<Long> values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.INTS)
        .addAllInts(values)
        .build();
  }

  private static AttributeProto floats(String name, List<Float> values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.FLOATS)
        .addAllFloats(values)
        .build();
  }

  private static AttributeProto strings(String name, List<String> values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRINGS)
        .addAllStrings(values.stream().map(ByteString::copyFromUtf8).toList())
        .build();
  }

  private static ValueInfoProto tensor(String name, int width) {
    var shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("rows"))
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(width));
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT_VALUE)
                        .setShape(shape)))
        .build();
  }
}
