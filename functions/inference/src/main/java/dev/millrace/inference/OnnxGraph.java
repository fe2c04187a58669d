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
  private static final int TENSOR_TEXTS = 6;
  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_EXTERNAL_DATA = 13;
  private static final int TENSOR_DATA_LOCATION = 14;
  private static final int EXTERNAL = 1;
  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;

  /** In UTF-8 the first byte of a character beyond U+FFFF is this or more. */
  private static final int FIRST_OF_FOUR = 0xf0;

  /**
   * Messages in messages; a graph in a graph takes three, and no exporter nests more than a few.
   */
  private static final int DEEPEST = 200;

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
    graph.read(Message.MODEL, file, DEEPEST);
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

  /** The messages that hold others; each says which lie in its fields. */
  private enum Message {
    MODEL,
    FUNCTION,
    GRAPH,
    NODE,
    ATTRIBUTE,
    SPARSE_TENSOR,
    TENSOR,
    TEXT,
    OTHER;

    Message in(int field) {
      return switch (this) {
        case MODEL -> field == 7 ? GRAPH : field == 25 ? FUNCTION : OTHER;
        case FUNCTION -> field == 7 ? NODE : OTHER;
        case GRAPH ->
            switch (field) {
              case 1 -> NODE;
              case 5 -> TENSOR;
              case 15 -> SPARSE_TENSOR;
              default -> OTHER;
            };
        case NODE -> field == 5 ? ATTRIBUTE : OTHER;
        case ATTRIBUTE ->
            switch (field) {
              case 4, 9 -> TEXT;
              case 5, 10 -> TENSOR;
              case 6, 11 -> GRAPH;
              case 22, 23 -> SPARSE_TENSOR;
              default -> OTHER;
            };
        case SPARSE_TENSOR -> field == 1 || field == 2 ? TENSOR : OTHER;
        case TENSOR, TEXT, OTHER -> OTHER;
      };
    }
  }

  private void read(Message message, ByteBuffer bytes, int depth) {
    switch (message) {
      case TENSOR -> readTensor(bytes);
      case TEXT -> readText(bytes);
      case OTHER -> {}
      default -> {
        if (depth == 0) {
          throw new IllegalArgumentException("graphs are nested too deeply");
        }
        ProtocolBuffer.read(bytes, (field, value) -> read(message.in(field), value, depth - 1));
      }
    }
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
