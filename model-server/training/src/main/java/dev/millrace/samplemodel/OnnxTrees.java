package dev.millrace.samplemodel;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;

/**
 * Writes trees as an ONNX model of one matrix: an {@link OnnxEnsemble} that sums the leaves to
 * log-odds, and a Sigmoid that makes them a probability.
 */
final class OnnxTrees {

  /** Input, of shape [rows, features]. */
  static final String INPUT = "features";

  /** Output, of shape [rows, 1]. */
  static final String OUTPUT = "probability";

  private static final String LOG_ODDS = "log_odds";

  private OnnxTrees() {}

  /** The bytes of the model; the same trees give the same bytes. */
  static byte[] export(List<TreeNode> trees, int features) {
    return model(trees, features).toByteArray();
  }

  private static ModelProto model(List<TreeNode> trees, int features) {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .setProducerName("millrace")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(15))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(3))
        .setGraph(
            GraphProto.newBuilder()
                .setName("boosted_trees")
                .addNode(OnnxEnsemble.node(trees, 1, INPUT, LOG_ODDS))
                .addNode(
                    NodeProto.newBuilder()
                        .setOpType("Sigmoid")
                        .addInput(LOG_ODDS)
                        .addOutput(OUTPUT))
                .addInput(OnnxParts.tensor(INPUT, TensorProto.DataType.FLOAT_VALUE, features))
                .addOutput(OnnxParts.tensor(OUTPUT, TensorProto.DataType.FLOAT_VALUE, 1)))
        .build();
  }
}
