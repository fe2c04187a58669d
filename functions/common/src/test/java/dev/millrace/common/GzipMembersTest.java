package dev.millrace.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipMembersTest {
  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(content);
    }
    return packed.toByteArray();
  }

  private static byte[] gzip(String content) throws IOException {
    return gzip(content.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] unpack(byte[] packed) throws IOException {
    try (InputStream content = new GzipMembers(new ByteArrayInputStream(packed))) {
      return content.readAllBytes();
    }
  }

  private static String text(byte[] packed) throws IOException {
    return new String(unpack(packed), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16_384, 1_000_003})
  void whatWasPackedComesOut(int length) throws IOException {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);

    assertThat(unpack(gzip(content))).isEqualTo(content);
  }

  @Test
  void severalMembersAreOneContent() throws IOException {
    assertThat(text(join(gzip("a"), gzip(""), gzip("bc")))).isEqualTo("abc");
  }

  @Test
  void everyOptionalPartOfAHeaderIsPassedOver() throws IOException {
    byte[] plain = gzip("content");
    byte[] header = {
      0x1F, (byte) 0x8B, 8, 0x1E, 0, 0, 0, 0, 0, 3, 2, 0, 'x', 'y', 'n', 0, 'c', 'o', 0
    };
    CRC32 checksum = new CRC32();
    checksum.update(header);
    byte[] crc = {(byte) checksum.getValue(), (byte) (checksum.getValue() >> 8)};
    byte[] rest = Arrays.copyOfRange(plain, 10, plain.length);

    assertThat(text(join(header, crc, rest))).isEqualTo("content");
    crc[0]++;
    assertThatExceptionOfType(ZipException.class)
        .isThrownBy(() -> unpack(join(header, crc, rest)))
        .withMessageContaining("checksum");
  }

  @Test
  void zerosAtTheEndArePadding() throws IOException {
    assertThat(text(join(gzip("a"), new byte[20_000]))).isEqualTo("a");
  }

  @Test
  void aGzipThatIsCutAnywhereIsRefused() throws IOException {
    byte[] first = gzip("the first member");
    byte[] packed = join(first, gzip("the second member"));

    for (int length = 0; length < packed.length; length++) {
      byte[] cut = Arrays.copyOf(packed, length);
      if (length == first.length) {
        assertThat(text(cut)).isEqualTo("the first member");
      } else {
        assertThatExceptionOfType(ZipException.class)
            .as("the first %d bytes", length)
            .isThrownBy(() -> unpack(cut))
            .withMessage("the gzip ends at byte %d, before it is complete".formatted(length));
      }
    }
  }

  @Test
  void aByteThatIsChangedIsNoticedWhereItMatters() throws IOException {
    byte[] content = "some content, some content, some more".getBytes(StandardCharsets.UTF_8);
    byte[] packed = gzip(content);

    for (int at = 0; at < packed.length; at++) {
      byte[] changed = packed.clone();
      changed[at] ^= 0x10;
      byte[] held;
      try {
        held = unpack(changed);
      } catch (ZipException noticed) {
        continue;
      }
      // Time, level and system of the header say nothing about the content.
      assertThat(held).as("byte %d", at).isEqualTo(content);
    }
  }

  @Test
  void whatStandsBehindTheLastMemberIsRefusedAndPlaced() throws IOException {
    byte[] packed = gzip("a");

    assertThatExceptionOfType(ZipException.class)
        .isThrownBy(() -> unpack(join(packed, "rest".getBytes(StandardCharsets.UTF_8))))
        .withMessage("at byte %d begins no gzip member".formatted(packed.length));
  }

  @Test
  void whatIsNoGzipIsRefused() {
    assertThatExceptionOfType(ZipException.class)
        .isThrownBy(() -> text("{}".getBytes(StandardCharsets.UTF_8)))
        .withMessage("at byte 0 begins no gzip member");
  }
}
