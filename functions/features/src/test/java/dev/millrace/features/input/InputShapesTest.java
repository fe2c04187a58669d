package dev.millrace.features.input;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The same documents in each shape, whole and cut behind every byte. */
class InputShapesTest {
  private static final JsonFactory JSON = new JsonFactory();

  /** How documents are put into a file; the text of each stays as it is, but for its layout. */
  enum Shape {
    LINES,
    ARRAY,
    PRETTY_ARRAY,
    BULK,
    ANSWER,
    PRETTY_ANSWERS,
    PRETTY,
    ONE_LINE;

    String of(List<String> documents) throws IOException {
      StringBuilder text = new StringBuilder();
      switch (this) {
        case LINES -> documents.forEach(document -> text.append(document).append('\n'));
        case ARRAY -> text.append('[').append(String.join(", ", documents)).append(']');
        case PRETTY_ARRAY ->
            text.append(pretty("[" + String.join(",", documents) + "]")).append('\n');
        case BULK -> {
          for (int i = 0; i < documents.size(); i++) {
            text.append("{\"index\":{\"_id\":\"%d\"}}\n".formatted(i))
                .append(documents.get(i))
                .append('\n');
          }
        }
        case ANSWER -> text.append(answer(documents));
        case PRETTY_ANSWERS -> {
          for (String document : documents) {
            text.append(pretty(answer(List.of(document)))).append('\n');
          }
        }
        case PRETTY -> {
          for (String document : documents) {
            text.append(pretty(document)).append('\n');
          }
        }
        case ONE_LINE -> text.append(String.join("", documents));
      }
      return text.toString();
    }

    /** What the documents are, in the layout that they all have here. */
    List<String> documents(List<String> documents) throws IOException {
      List<String> expected = new ArrayList<>();
      for (String document : documents) {
        expected.add(
            this == BULK
                ? "{\"_id\":\"%d\",\"_source\":%s}".formatted(expected.size(), compact(document))
                : compact(document));
      }
      return expected;
    }
  }

  @Property(tries = 150)
  void theDocumentsAreTheSameInEveryShape(@ForAll("documents") List<String> documents)
      throws IOException {
    for (Shape shape : Shape.values()) {
      byte[] text = shape.of(documents).getBytes(StandardCharsets.UTF_8);
      List<String> expected = shape.documents(documents);

      assertThat(compacted(DocumentSource.ofFile(new ByteArrayInputStream(text))))
          .as(shape.name())
          .isEqualTo(expected);
      assertThat(inChunks(text)).as(shape.name()).isEqualTo(expected);
    }
  }

  @Property(tries = 40)
  void anInputThatIsCutGivesTheDocumentsBeforeTheCutOrNamesIt(
      @ForAll("documents") List<String> documents) throws IOException {
    for (Shape shape : Shape.values()) {
      byte[] text = shape.of(documents).getBytes(StandardCharsets.UTF_8);
      List<String> whole = shape.documents(documents);
      for (int length = 0; length < text.length; length++) {
        byte[] cut = Arrays.copyOf(text, length);

        List<String> found = new ArrayList<>();
        String named = "";
        try {
          DocumentSource source = DocumentSource.ofFile(new ByteArrayInputStream(cut));
          while (source.next()) {
            found.add(compactOrEmpty(text(source)));
          }
        } catch (DocumentInputException cutOff) {
          named = cutOff.getMessage();
        }

        int intact = 0;
        while (intact < Math.min(found.size(), whole.size())
            && found.get(intact).equals(whole.get(intact))) {
          intact++;
        }
        // A first object that is cut is read as lines, none of which is a document.
        assertThat(found.subList(intact, found.size()))
            .as("%s cut to %s, %s", shape, new String(cut, StandardCharsets.UTF_8), named)
            .allMatch(String::isEmpty);
        if (named.isEmpty() && shape != Shape.PRETTY_ANSWERS && shape != Shape.PRETTY) {
          assertThat(found).as("%s cut to %d bytes", shape, length).hasSizeLessThan(intact + 2);
        }
      }
    }
  }

  /** What is broken is one line, or one object over lines, and all others are whole. */
  @Property(tries = 150)
  void aDocumentThatIsCutCostsItselfAlone(
      @ForAll("documents") List<String> documents, @ForAll Random random) throws IOException {
    for (Shape shape : List.of(Shape.LINES, Shape.PRETTY, Shape.BULK)) {
      List<String> texts = new ArrayList<>();
      for (String document : documents) {
        texts.add(shape == Shape.PRETTY ? pretty(document) : document);
      }
      int broken = random.nextInt(texts.size());
      // The first one tells the shape.
      int kept =
          broken == 0
              ? texts.getFirst().length()
              : 1 + random.nextInt(texts.get(broken).length() - 1);
      texts.set(broken, texts.get(broken).substring(0, kept));
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < texts.size(); i++) {
        text.append(shape == Shape.BULK ? "{\"index\":{\"_id\":\"%d\"}}\n".formatted(i) : "")
            .append(texts.get(i))
            .append('\n');
      }

      List<String> expected = new ArrayList<>(shape.documents(documents));
      expected.set(broken, broken == 0 ? expected.getFirst() : "");
      assertThat(
              compacted(
                  DocumentSource.ofFile(
                      new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)))))
          .as("%s: %s", shape, text)
          .isEqualTo(expected);
    }
  }

  @Provide
  Arbitrary<List<String>> documents() {
    Arbitrary<String> texts =
        Arbitraries.oneOf(
            Arbitraries.strings().withChars("a{}[],:\"\\ é\n\t").ofMaxLength(8),
            Arbitraries.of("hits", "{\"index\":{}}", "}\n{", "\"", "\\"));
    Arbitrary<String> values =
        Arbitraries.lazyOf(
            () -> texts.map(InputShapesTest::quoted),
            () -> Arbitraries.of("1", "-2.5e3", "true", "null", "{}", "[]"),
            () -> texts.map(text -> "{%s:[1,{%s:{}}]}".formatted(quoted(text), quoted(text + "x"))),
            () -> texts.map(text -> "[%s,[{},[%s]]]".formatted(quoted(text), quoted(text))));
    Arbitrary<String> members =
        Combinators.combine(texts, values).as((name, value) -> quoted("k" + name) + ":" + value);
    return members
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(all -> "{" + String.join(",", all) + "}")
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  private static String quoted(String text) {
    StringWriter quoted = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(quoted)) {
      json.writeString(text);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return quoted.toString();
  }

  private static String answer(List<String> documents) {
    return "{\"took\":1,\"x\":{\"hits\":{\"hits\":[1]}},\"hits\":{\"total\":{\"value\":1},\"hits\":[%s],\"max\":null},\"y\":\"hits\"}"
        .formatted(String.join(",", documents));
  }

  private static String pretty(String json) throws IOException {
    return copied(json, true);
  }

  private static String compact(String json) throws IOException {
    return copied(json, false);
  }

  private static String compactOrEmpty(String text) throws IOException {
    try {
      return compact(text);
    } catch (JsonProcessingException broken) {
      return "";
    }
  }

  private static String copied(String text, boolean pretty) throws IOException {
    StringWriter copy = new StringWriter();
    try (JsonParser parser = JSON.createParser(text);
        JsonGenerator generator = JSON.createGenerator(copy)) {
      if (pretty) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
        generator.setPrettyPrinter(printer);
      }
      while (parser.nextToken() != null) {
        generator.copyCurrentEvent(parser);
      }
    }
    return copy.toString();
  }

  private static List<String> compacted(DocumentSource source) throws IOException {
    List<String> documents = new ArrayList<>();
    while (source.next()) {
      documents.add(compactOrEmpty(text(source)));
    }
    return documents;
  }

  private static List<String> inChunks(byte[] text) throws IOException {
    DocumentSource source = DocumentSource.ofFile(new ByteArrayInputStream(text));
    DocumentChunk chunk = new DocumentChunk();
    List<String> documents = new ArrayList<>();
    while (source.nextChunk(chunk)) {
      while (chunk.next()) {
        documents.add(
            compactOrEmpty(
                new String(
                    chunk.buffer(), chunk.offset(), chunk.length(), StandardCharsets.UTF_8)));
      }
    }
    return documents;
  }

  private static String text(DocumentSource source) {
    return new String(source.buffer(), source.offset(), source.length(), StandardCharsets.UTF_8);
  }
}
