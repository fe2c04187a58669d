package dev.millrace.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes small models for what no exporter makes on demand. The numbers are those of onnx.proto.
 */
final class OnnxModelFile {
  static final int FLOAT = 1;
  static final int INT64 = 7;
  static final int STRING = 8;
  static final int DOUBLE = 11;

  /** A dimension that is open. */
  static final int ANY = -1;

  private static final int STRINGS = 8;
  private static final int FLOATS = 6;
  private static final int INT = 2;

  private final ProtoMessage graph = new ProtoMessage().text(2, "g");
  private int opset = 17;

  OnnxModelFile opset(int version) {
    opset = version;
    return this;
  }

  OnnxModelFile input(String name, int type, int... shape) {
    graph.message(11, value(name, tensorType(type, shape)));
    return this;
  }

  OnnxModelFile output(String name, int type, int... shape) {
    graph.message(12, value(name, tensorType(type, shape)));
    return this;
  }

  /** A sequence of maps from texts to float32. */
  OnnxModelFile outputOfMaps(String name) {
    var map = new ProtoMessage().number(1, STRING).message(2, tensorType(FLOAT));
    var sequence = new ProtoMessage().message(1, new ProtoMessage().message(5, map));
    graph.message(12, value(name, new ProtoMessage().message(4, sequence)));
    return this;
  }

  OnnxModelFile node(String operator, List<String> inputs, String output, ProtoMessage... more) {
    return node("", operator, inputs, output, more);
  }

  OnnxModelFile node(
      String domain, String operator, List<String> inputs, String output, ProtoMessage... more) {
    var node = new ProtoMessage();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, output).text(4, operator).text(7, domain);
    for (ProtoMessage attribute : more) {
      node.message(5, attribute);
    }
    graph.message(1, node);
    return this;
  }

  /** A constant of float32. */
  OnnxModelFile constant(String name, int[] shape, float... values) {
    var tensor = new ProtoMessage();
    for (int dimension : shape) {
      tensor.number(1, dimension);
    }
    tensor.number(2, FLOAT);
    for (float value : values) {
      tensor.decimal(4, value);
    }
    graph.message(5, tensor.text(8, name));
    return this;
  }

  /** A constant of one float32 that lies in another file. */
  OnnxModelFile externalConstant(String name, String file) {
    var location = new ProtoMessage().text(1, "location").text(2, file);
    graph.message(
        5,
        new ProtoMessage()
            .number(1, 1)
            .number(2, FLOAT)
            .text(8, name)
            .message(13, location)
            .number(14, 1));
    return this;
  }

  static ProtoMessage texts(String name, String... values) {
    var attribute = new ProtoMessage().text(1, name);
    for (String value : values) {
      attribute.text(9, value);
    }
    return attribute.number(20, STRINGS);
  }

  static ProtoMessage floats(String name, float... values) {
    var attribute = new ProtoMessage().text(1, name);
    for (float value : values) {
      attribute.decimal(7, value);
    }
    return attribute.number(20, FLOATS);
  }

  static ProtoMessage whole(String name, long value) {
    return new ProtoMessage().text(1, name).number(3, value).number(20, INT);
  }

  byte[] toBytes() {
    return new ProtoMessage()
        .number(1, 8)
        .message(7, graph)
        .message(8, new ProtoMessage().text(1, "").number(2, opset))
        .message(8, new ProtoMessage().text(1, "ai.onnx.ml").number(2, 3))
        .message(8, new ProtoMessage().text(1, "com.acme").number(2, 1))
        .toBytes();
  }

  /**
   * Writes the model beside a declaration.
   *
   * @param json members of model.json after its name and version, with ' for "
   */
  Path write(Path directory, String json) throws IOException {
    Files.write(directory.resolve("model.onnx"), toBytes());
    Files.writeString(
        directory.resolve("model.json"),
        ("{'name': 'm', 'version': '1.0.0', " + json + "}").replace('\'', '"'));
    return directory;
  }

  private static ProtoMessage value(String name, ProtoMessage type) {
    return new ProtoMessage().text(1, name).message(2, type);
  }

  private static ProtoMessage tensorType(int type, int... shape) {
    var dimensions = new ProtoMessage();
    for (int dimension : shape) {
      dimensions.message(
          1,
          dimension == ANY
              ? new ProtoMessage().text(2, "any")
              : new ProtoMessage().number(1, dimension));
    }
    return new ProtoMessage().message(1, new ProtoMessage().number(1, type).message(2, dimensions));
  }
}
