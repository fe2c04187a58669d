package dev.millrace.lake.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentSourceTest {
  @Test
  void linesAreDocumentsAndBlankOnesAreNot() throws IOException {
    assertThat(documents("{\"a\":1}\r\n\n  {\"b\":2}\n\t\nnonsense", 3))
        .containsExactly("{\"a\":1}\r", "{\"b\":2}", "nonsense");
  }

  @Test
  void anInputWithoutADocumentHasNone() throws IOException {
    assertThat(documents("", 3)).isEmpty();
    assertThat(documents(" \n\n", 3)).isEmpty();
    assertThat(documents(" [ ] ", 3)).isEmpty();
  }

  @Test
  void bracketsAndCommasInStringsDoNotEndAnElement() throws IOException {
    assertThat(documents("\uFEFF [{\"a\":\"],\\\"},[\\\\\"}, [1,[2]],\n3 ]\n", 3))
        .containsExactly("{\"a\":\"],\\\"},[\\\\\"}", "[1,[2]]", "3 ");
  }

  @Test
  void aLineThatIsNoUtf8IsADocumentAsItIs() throws IOException {
    DocumentSource source =
        new DocumentSource(new ByteArrayInputStream(new byte[] {(byte) 0xff, (byte) 0xfe, '\n'}));

    assertThat(source.next()).isTrue();
    assertThat(source.length()).isEqualTo(2);
    assertThat(source.next()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[{\"a\":1}", "[{\"a\":\"x", "[1,2", "[", "[\"\\"})
  void anArrayThatEndsTooEarlyIsRefused(String text) {
    assertThatThrownBy(() -> documents(text, 3))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the JSON array ends");
  }

  @Test
  void whatStandsBehindAnArrayIsRefused() {
    assertThatThrownBy(() -> documents("[1] {\"b\":2}", 100))
        .isInstanceOf(InputException.class)
        .hasMessage("after the JSON array comes \"{\"b\":2}\", expected nothing");
  }

  @Test
  void aDocumentBeyondTheLimitIsRefusedBeforeItFillsTheMemory() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }
        };

    assertThatThrownBy(() -> new DocumentSource(endless).next())
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("a document is longer than 16,777,216 bytes; it begins \"xxx");
  }

  @Property(tries = 200)
  void documentsComeOutAsTheyWentInHoweverTheyAreRead(
      @ForAll("texts") List<String> texts, @ForAll @IntRange(min = 1, max = 300_000) int atOnce)
      throws IOException {
    assertThat(documents(String.join("\n", texts), atOnce)).isEqualTo(texts);
    assertThat(documents("[" + String.join(",", texts) + "]", atOnce)).isEqualTo(texts);
  }

  @Provide
  Arbitrary<List<String>> texts() {
    Arbitrary<String> held =
        Arbitraries.strings()
            .ofMaxLength(50)
            .withChars("ab[]{},:é東")
            .map(text -> "{\"k\":\"%s\\\\\\\"\"}".formatted(text));
    Arbitrary<String> large =
        Arbitraries.integers()
            .between(100_000, 400_000)
            .map(length -> "{\"k\":\"%s\"}".formatted("x".repeat(length)));
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(20, held), net.jqwik.api.Tuple.of(1, large))
        .list()
        .ofMinSize(1)
        .ofMaxSize(30);
  }

  private static List<String> documents(String text, int atOnce) throws IOException {
    InputStream input =
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
          @Override
          public synchronized int read(byte[] target, int offset, int count) {
            return super.read(target, offset, Math.min(count, atOnce));
          }
        };
    DocumentSource source = new DocumentSource(input);
    List<String> documents = new ArrayList<>();
    while (source.next()) {
      documents.add(
          new String(source.buffer(), source.offset(), source.length(), StandardCharsets.UTF_8));
    }
    return documents;
  }
}
