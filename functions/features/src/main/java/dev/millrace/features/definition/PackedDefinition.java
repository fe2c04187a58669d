package dev.millrace.features.definition;

import dev.millrace.features.json.InvalidMember;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A {@code model.json} as a short text, for an environment variable: Base64 of its gzip. The same
 * file always gives the same text.
 */
public final class PackedDefinition {
  private static final int MAXIMUM_UNPACKED_BYTES = 1 << 20;

  private PackedDefinition() {}

  /** The text of a file. */
  public static String pack(byte[] modelJson) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(modelJson);
    } catch (IOException impossible) {
      throw new UncheckedIOException("Writing to memory failed", impossible);
    }
    return Base64.getEncoder().encodeToString(packed.toByteArray());
  }

  /**
   * The definition whose text this is.
   *
   * @throws InvalidMember when it is no such text, or its file is no definition
   */
  public static ModelDefinition unpack(String text) {
    return ModelDefinition.parse(modelJson(text));
  }

  /**
   * The file whose text this is.
   *
   * @throws InvalidMember when it is no such text
   */
  public static byte[] modelJson(String text) {
    try (GZIPInputStream gzip =
        new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
      return gzip.readNBytes(MAXIMUM_UNPACKED_BYTES + 1);
    } catch (IOException | IllegalArgumentException notPacked) {
      throw new InvalidMember("the packed model.json cannot be unpacked, expected gzip in Base64");
    }
  }
}
