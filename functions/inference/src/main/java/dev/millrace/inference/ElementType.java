package dev.millrace.inference;

import ai.onnxruntime.OnnxJavaType;
import java.util.Optional;

/** The types of a model's inputs. */
public enum ElementType {
  FLOAT32("float32", OnnxJavaType.FLOAT, "a finite number"),
  FLOAT64("float64", OnnxJavaType.DOUBLE, "a finite number"),
  INT32("int32", OnnxJavaType.INT32, "a whole number from -2^31 to 2^31 - 1"),
  INT64("int64", OnnxJavaType.INT64, "a whole number from -2^53 to 2^53"),
  BOOL("bool", OnnxJavaType.BOOL, "1 or 0"),
  STRING("string", OnnxJavaType.STRING, "a string");

  /** Beyond it a double, as which features are computed, does not hold each whole number. */
  private static final double WHOLE_LIMIT = 0x1p53;

  private final String text;
  private final OnnxJavaType tensor;
  private final String expected;

  ElementType(String text, OnnxJavaType tensor, String expected) {
    this.text = text;
    this.tensor = tensor;
    this.expected = expected;
  }

  /** The type of a tensor; empty for one that no feature has. */
  static Optional<ElementType> of(OnnxJavaType tensor) {
    for (ElementType type : values()) {
      if (type.tensor == tensor) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The runtime's name of it. */
  OnnxJavaType tensor() {
    return tensor;
  }

  /** What an input of this type takes, as the end of "expected ...". */
  String expected() {
    return expected;
  }

  /** Whether a missing number can be passed on, as NaN. */
  boolean hasNaN() {
    return this == FLOAT32 || this == FLOAT64;
  }

  /** Whether an input of this type holds the number; a missing one, NaN, it does not. */
  boolean takes(double number) {
    return switch (this) {
      case FLOAT32 -> Float.isFinite((float) number);
      case FLOAT64 -> Double.isFinite(number);
      case INT32 -> number == (int) number;
      case INT64 -> number == Math.rint(number) && Math.abs(number) <= WHOLE_LIMIT;
      case BOOL -> number == 0 || number == 1;
      case STRING -> false;
    };
  }

  /** "float32". */
  @Override
  public String toString() {
    return text;
  }
}
