package dev.millrace.ingestion.fetch.http;

import dev.millrace.common.GzipMembers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Reads the body of an answer, unpacks it and bounds it: both what arrives and what it unpacks to,
 * since a kilobyte may unpack to a megabyte. Gzip is told by its first bytes, not by the label,
 * which is wrong often enough; neither JSON nor CSV begins so.
 */
final class AnswerBody {
  private static final int MAGIC_BYTES = 2;
  private static final int FIRST = 0x1F;
  private static final int SECOND = 0x8B;
  private static final Set<String> KNOWN = Set.of("gzip", "x-gzip", "identity", "");

  private AnswerBody() {}

  /** The body is packed in a way that was not asked for. */
  static final class UnknownEncoding extends IOException {
    private static final long serialVersionUID = 1L;

    UnknownEncoding() {
      super("an encoding other than gzip");
    }
  }

  /**
   * The whole body, unpacked.
   *
   * @param encodings the values of Content-Encoding
   * @param maximum bytes, packed as well as unpacked
   * @param arrived is told how many packed bytes each read brought
   * @throws BoundedStream.Exceeded past the maximum
   * @throws UnknownEncoding when it is packed otherwise than by gzip
   * @throws java.util.zip.ZipException when the gzip is damaged or cut
   */
  static byte[] read(InputStream packed, List<String> encodings, int maximum, LongConsumer arrived)
      throws IOException {
    if (encodings.stream().flatMap(AnswerBody::codings).anyMatch(name -> !KNOWN.contains(name))) {
      throw new UnknownEncoding();
    }
    InputStream bounded = new BoundedStream(packed, maximum, arrived);
    byte[] magic = bounded.readNBytes(MAGIC_BYTES);
    InputStream whole = new SequenceInputStream(new ByteArrayInputStream(magic), bounded);
    if (magic.length < MAGIC_BYTES || magic[0] != FIRST || (magic[1] & 0xFF) != SECOND) {
      return whole.readAllBytes();
    }
    return new BoundedStream(new GzipMembers(whole), maximum, read -> {}).readAllBytes();
  }

  private static Stream<String> codings(String value) {
    return Stream.of(value.split(",")).map(name -> name.strip().toLowerCase(Locale.ROOT));
  }
}
