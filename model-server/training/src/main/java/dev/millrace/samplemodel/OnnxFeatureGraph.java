package dev.millrace.samplemodel;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Writes an encoding and trees as one ONNX model, with an input for each feature: float32 or string
 * [rows, 1], called as the feature is. Names within the graph begin with a slash, as no feature's
 * does.
 */
final class OnnxFeatureGraph {
  /** Output, float64 [rows, classes]. */
  static final String OUTPUT = "probabilities";

  private static final String MATRIX = "/matrix";
  private static final String LOG_ODDS = "/log_odds";
  private static final String WIDE_LOG_ODDS = "/log_odds_float64";

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("encoded_trees");

  private OnnxFeatureGraph() {}

  /**
   * The bytes of the model; the same encoding and trees give the same bytes.
   *
   * @param trees one for each class, and again
   */
  static byte[] export(FeatureEncoding encoding, List<TreeNode> trees, int classes) {
    OnnxFeatureGraph export = new OnnxFeatureGraph();
    NodeProto.Builder matrix =
        NodeProto.newBuilder().setOpType("Concat").addAttribute(OnnxParts.integer("axis", 1));
    for (FeatureEncoding.Column column : encoding.columns()) {
      matrix.addInput(export.encoded(column));
    }
    export.graph.addNode(matrix.addOutput(MATRIX));
    export.graph.addNode(OnnxEnsemble.node(trees, classes, MATRIX, LOG_ODDS));
    // Of 64 bits: processors round the exponentials of 32 in different ways.
    export.node(
        NodeProto.newBuilder()
            .setOpType("Cast")
            .addAttribute(OnnxParts.integer("to", TensorProto.DataType.DOUBLE_VALUE)),
        LOG_ODDS,
        WIDE_LOG_ODDS);
    export.node(
        NodeProto.newBuilder().setOpType("Softmax").addAttribute(OnnxParts.integer("axis", 1)),
        WIDE_LOG_ODDS,
        OUTPUT);
    export.graph.addOutput(OnnxParts.tensor(OUTPUT, TensorProto.DataType.DOUBLE_VALUE, classes));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .setProducerName("millrace")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(15))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(3))
        .setGraph(export.graph)
        .build()
        .toByteArray();
  }

  private void node(NodeProto.Builder node, String input, String output) {
    graph.addNode(node.addInput(input).addOutput(output));
  }

  /** Adds the input and what encodes it; the name of the float32 tensor [rows, 1]. */
  private String encoded(FeatureEncoding.Column column) {
    String name = column.name();
    return switch (Objects.requireNonNull(column)) {
      case FeatureEncoding.NumberColumn(String _, float median, boolean isNullable) -> {
        graph.addInput(OnnxParts.tensor(name, TensorProto.DataType.FLOAT_VALUE, 1));
        yield isNullable ? filled(name, median) : name;
      }
      case FeatureEncoding.TextColumn(String _, List<String> vocabulary) -> {
        graph.addInput(OnnxParts.tensor(name, TensorProto.DataType.STRING_VALUE, 1));
        yield code(name, vocabulary);
      }
    };
  }

  private String filled(String name, float median) {
    String missing = "/" + name + "/missing";
    String constant = "/" + name + "/median";
    String filled = "/" + name + "/filled";
    graph.addInitializer(OnnxParts.constant(constant, median));
    node(NodeProto.newBuilder().setOpType("IsNaN"), name, missing);
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Where")
            .addInput(missing)
            .addInput(constant)
            .addInput(name)
            .addOutput(filled));
    return filled;
  }

  private String code(String name, List<String> vocabulary) {
    String code = "/" + name + "/code";
    node(
        NodeProto.newBuilder()
            .setDomain("ai.onnx.ml")
            .setOpType("LabelEncoder")
            .addAttribute(OnnxParts.strings("keys_strings", vocabulary))
            .addAttribute(
                OnnxParts.floats(
                    "values_floats",
                    IntStream.range(0, vocabulary.size()).mapToObj(i -> (float) i).toList()))
            .addAttribute(OnnxParts.number("default_float", FeatureEncoding.UNKNOWN)),
        name,
        code);
    return code;
  }
}
