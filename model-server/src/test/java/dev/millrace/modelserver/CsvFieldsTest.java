package dev.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CsvFieldsTest {

  private static List<List<String>> read(byte[] body) {
    var fields = new CsvFields(body);
    List<List<String>> rows = new ArrayList<>();
    while (fields.hasRow()) {
      List<String> row = new ArrayList<>();
      boolean isLast = false;
      while (!isLast) {
        isLast = fields.next();
        row.add(fields.fault() == null ? fields.text() : "! " + fields.fault());
      }
      rows.add(row);
    }
    return rows;
  }

  @Property
  void whatIsWrittenInQuotesIsReadBack(@ForAll("rows") List<List<String>> rows) {
    String csv =
        rows.stream()
            .map(
                row ->
                    row.stream()
                        .map(text -> '"' + text.replace("\"", "\"\"") + '"')
                        .collect(Collectors.joining(" , ")))
            .collect(Collectors.joining("\r\n"));

    assertThat(read(csv.getBytes(StandardCharsets.UTF_8))).isEqualTo(rows);
  }

  @Property
  void anyBytesAreReadToTheirEnd(@ForAll byte[] body) {
    assertThat(read(body).size()).isLessThanOrEqualTo(body.length);
  }

  @Test
  void blanksAroundAFieldWithoutQuotesAreNotOfIt() {
    assertThat(read(" a b ,\tc\r\n,\n".getBytes(StandardCharsets.UTF_8)))
        .containsExactly(List.of("a b", "c"), List.of("", ""));
  }

  @Test
  void aFieldThatIsNotUtf8IsAFault() {
    assertThat(read(new byte[] {'a', ',', (byte) 0xff, ',', 'b'}))
        .containsExactly(List.of("a", "! that is not UTF-8", "b"));
  }

  @Provide
  Arbitrary<List<List<String>>> rows() {
    Arbitrary<String> text = Arbitraries.strings().withChars("ab ,\"\n\r\tü日").ofMaxLength(6);
    return text.list().ofMinSize(1).ofMaxSize(4).list().ofMinSize(1).ofMaxSize(4);
  }
}
