package dev.millrace.inference;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Goes over a model's file, a protocol buffer, for what the runtime would not say or would not
 * notice. The numbers are those of ONNX's fields (onnx.proto).
 */
final class OnnxGraph {
  private static final int MODEL_GRAPH = 7;
  private static final int MODEL_FUNCTIONS = 25;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_SPARSE_INITIALIZER = 15;
  private static final int FUNCTION_NODE = 7;
  private static final int NODE_ATTRIBUTE = 5;
  private static final int ATTRIBUTE_TEXT = 4;
  private static final int ATTRIBUTE_TENSOR = 5;
  private static final int ATTRIBUTE_GRAPH = 6;
  private static final int ATTRIBUTE_TEXTS = 9;
  private static final int ATTRIBUTE_TENSORS = 10;
  private static final int ATTRIBUTE_GRAPHS = 11;
  private static final int ATTRIBUTE_SPARSE_TENSOR = 22;
  private static final int SPARSE_VALUES = 1;
  private static final int SPARSE_INDICES = 2;
  private static final int TENSOR_TEXTS = 6;
  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_EXTERNAL_DATA = 13;
  private static final int TENSOR_DATA_LOCATION = 14;
  private static final int EXTERNAL = 1;
  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;

  /** In UTF-8 the first byte of a character beyond U+FFFF is this or more. */
  private static final int FIRST_OF_FOUR = 0xf0;

  /** A graph in a graph in a graph: no exporter nests deeper than a few. */
  private static final int DEEPEST = 64;

  private String externalTensor;
  private String externalFile;
  private String unmatchedText;

  /**
   * Goes over a file's bytes.
   *
   * @throws IllegalArgumentException when they are no protocol buffer
   */
  static OnnxGraph read(ByteBuffer file) {
    var graph = new OnnxGraph();
    graph.readModel(file);
    return graph;
  }

  /** The first tensor whose values lie in another file, with that file: "'w' in 'model.data'". */
  Optional<String> externalData() {
    return Optional.ofNullable(externalTensor)
        .map(tensor -> "'%s' in '%s'".formatted(tensor, externalFile));
  }

  /**
   * The first text with a character that the runtime gets from Java in another encoding, so that no
   * text of a row would ever equal it: beyond U+FFFF, or U+0000.
   */
  Optional<String> unmatchedText() {
    return Optional.ofNullable(unmatchedText);
  }

  private void readModel(ByteBuffer bytes) {
    ProtocolBuffer.read(
        bytes,
        (field, value) -> {
          switch (field) {
            case MODEL_GRAPH -> readGraph(value, DEEPEST);
            case MODEL_FUNCTIONS ->
                ProtocolBuffer.read(
                    value,
                    (number, node) -> {
                      if (number == FUNCTION_NODE) {
                        readNode(node, DEEPEST);
                      }
                    });
            default -> {}
          }
        });
  }

  private void readGraph(ByteBuffer bytes, int depth) {
    if (depth == 0) {
      throw new IllegalArgumentException("graphs are nested too deeply");
    }
    ProtocolBuffer.read(
        bytes,
        (field, value) -> {
          switch (field) {
            case GRAPH_NODE -> readNode(value, depth);
            case GRAPH_INITIALIZER -> readTensor(value);
            case GRAPH_SPARSE_INITIALIZER -> readSparseTensor(value);
            default -> {}
          }
        });
  }

  private void readNode(ByteBuffer bytes, int depth) {
    ProtocolBuffer.read(
        bytes,
        (field, attribute) -> {
          if (field == NODE_ATTRIBUTE) {
            readAttribute(attribute, depth);
          }
        });
  }

  private void readAttribute(ByteBuffer bytes, int depth) {
    ProtocolBuffer.read(
        bytes,
        (field, value) -> {
          switch (field) {
            case ATTRIBUTE_TEXT, ATTRIBUTE_TEXTS -> readText(value);
            case ATTRIBUTE_TENSOR, ATTRIBUTE_TENSORS -> readTensor(value);
            case ATTRIBUTE_SPARSE_TENSOR -> readSparseTensor(value);
            case ATTRIBUTE_GRAPH, ATTRIBUTE_GRAPHS -> readGraph(value, depth - 1);
            default -> {}
          }
        });
  }

  private void readSparseTensor(ByteBuffer bytes) {
    ProtocolBuffer.read(
        bytes,
        (field, value) -> {
          if (field == SPARSE_VALUES || field == SPARSE_INDICES) {
            readTensor(value);
          }
        });
  }

  private void readTensor(ByteBuffer bytes) {
    var tensor = new TensorFields();
    ProtocolBuffer.read(bytes, tensor);
    if (tensor.isExternal && externalTensor == null) {
      externalTensor = tensor.name;
      externalFile = tensor.file;
    }
  }

  private final class TensorFields implements ProtocolBuffer.Fields {
    private String name = "";
    private String file = "";
    private boolean isExternal;

    @Override
    public void bytes(int field, ByteBuffer value) {
      switch (field) {
        case TENSOR_NAME -> name = text(value);
        case TENSOR_TEXTS -> readText(value);
        case TENSOR_EXTERNAL_DATA -> readEntry(value);
        default -> {}
      }
    }

    @Override
    public void number(int field, long value) {
      isExternal |= field == TENSOR_DATA_LOCATION && value == EXTERNAL;
    }

    private void readEntry(ByteBuffer entry) {
      String[] keyAndValue = {"", ""};
      ProtocolBuffer.read(
          entry,
          (field, value) -> {
            if (field == ENTRY_KEY || field == ENTRY_VALUE) {
              keyAndValue[field - 1] = text(value);
            }
          });
      if (keyAndValue[0].equals("location")) {
        file = keyAndValue[1];
      }
    }
  }

  private void readText(ByteBuffer bytes) {
    boolean isUnmatched = false;
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      int value = bytes.get(i) & 0xff;
      isUnmatched |= value == 0 || value >= FIRST_OF_FOUR;
    }
    if (isUnmatched && unmatchedText == null && isText(bytes)) {
      unmatchedText = text(bytes);
    }
  }

  /** An attribute may hold any bytes. */
  private static boolean isText(ByteBuffer bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate());
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }
}
