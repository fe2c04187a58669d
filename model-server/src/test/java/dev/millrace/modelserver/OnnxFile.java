package dev.millrace.modelserver;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Smallest models in ONNX's file format, of one feature {@code x} and one output {@code y}, for
 * what no trained model does on demand.
 */
final class OnnxFile {

  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  private OnnxFile() {}

  /** Gives the square root: NaN below 0. */
  static byte[] squareRoot() {
    return model(List.of(node("Sqrt", List.of("x"), "y")), List.of());
  }

  /** Gives x itself, and fails for a batch that holds an x of 1 or more, or below -1. */
  static byte[] failingFromOne() {
    return model(
        List.of(
            bytes(node("Cast", List.of("x"), "index"), 5, castTo(INT64)),
            node("Gather", List.of("zero", "index"), "gathered"),
            node("Add", List.of("x", "gathered"), "y")),
        List.of(tensor("zero", FLOAT, bytes(number(new byte[0], 1, 1), 4, new byte[4]))));
  }

  /** Gives x itself, one row at a time: fails for a batch of two or more. */
  static byte[] failingForTwoRows() {
    byte[] shape = number(number(number(new byte[0], 1, 2), 7, 1), 7, 1);
    return model(
        List.of(node("Reshape", List.of("x", "shape"), "y")),
        List.of(tensor("shape", INT64, shape)));
  }

  /** Writes the model and its declaration, m 1.0.0 with the feature x. */
  static Path write(Path directory, byte[] model) throws IOException {
    Files.write(directory.resolve("model.onnx"), model);
    Files.writeString(directory.resolve("model.json"), declaration("m", "1.0.0"));
    return directory;
  }

  /** The model.json of a version that takes the feature x. */
  static String declaration(String model, String version) {
    return "{\"name\": \"%s\", \"version\": \"%s\", \"features\": [{\"name\": \"x\", \"from\": \"x\", \"as\": \"number\"}]}"
        .formatted(model, version);
  }

  private static byte[] model(List<byte[]> nodes, List<byte[]> initializers) {
    byte[] graph = new byte[0];
    for (byte[] node : nodes) {
      graph = bytes(graph, 1, node);
    }
    graph = bytes(graph, 2, text("g"));
    for (byte[] initializer : initializers) {
      graph = bytes(graph, 5, initializer);
    }
    graph = bytes(graph, 11, value("x"));
    graph = bytes(graph, 12, value("y"));
    byte[] operators = number(bytes(new byte[0], 1, text("")), 2, 13);
    return bytes(bytes(number(new byte[0], 1, 8), 7, graph), 8, operators);
  }

  private static byte[] node(String operator, List<String> inputs, String output) {
    byte[] node = new byte[0];
    for (String input : inputs) {
      node = bytes(node, 1, text(input));
    }
    return bytes(bytes(node, 2, text(output)), 4, text(operator));
  }

  private static byte[] castTo(int type) {
    return number(number(bytes(new byte[0], 1, text("to")), 3, type), 20, 2);
  }

  private static byte[] tensor(String name, int type, byte[] dimensionsAndValues) {
    return bytes(number(dimensionsAndValues, 2, type), 8, text(name));
  }

  /** Floats of shape [rows, 1]. */
  private static byte[] value(String name) {
    byte[] rows = bytes(new byte[0], 2, text("rows"));
    byte[] one = number(new byte[0], 1, 1);
    byte[] shape = bytes(bytes(new byte[0], 1, rows), 1, one);
    byte[] tensor = bytes(number(new byte[0], 1, FLOAT), 2, shape);
    return bytes(bytes(new byte[0], 1, text(name)), 2, bytes(new byte[0], 1, tensor));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The message with one more field of bytes. */
  private static byte[] bytes(byte[] message, int field, byte[] value) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(message);
    varint(out, (field << 3) | 2);
    varint(out, value.length);
    out.writeBytes(value);
    return out.toByteArray();
  }

  /** The message with one more field of a number. */
  private static byte[] number(byte[] message, int field, int value) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(message);
    varint(out, field << 3);
    varint(out, value);
    return out.toByteArray();
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int left = value;
    while (left > 0x7f) {
      out.write((left & 0x7f) | 0x80);
      left >>>= 7;
    }
    out.write(left);
  }
}
