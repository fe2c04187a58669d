package dev.millrace.scoring.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.common.http.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {

  private static Documents cut(String body) {
    return Documents.cut(body.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> texts(Documents documents) {
    return documents.all().stream()
        .map(document -> new String(document, StandardCharsets.UTF_8))
        .toList();
  }

  /** A value as a client may write it, white space around it and an array of such values. */
  record Written(List<String> elements, String body) {}

  @Provide
  Arbitrary<Written> arrays() {
    Arbitrary<String> space = Arbitraries.of("", " ", "\n", "\t\r\n  ");
    Arbitrary<String> values =
        Arbitraries.lazyOf(
            DocumentsTest::scalars,
            DocumentsTest::scalars,
            () -> nested("[", "", "]"),
            () -> nested("{", "\"naïve\\u0022\": ", "}"));
    return Combinators.combine(
            Combinators.combine(space, values, space)
                .as((b, v, a) -> List.of(b, v, a))
                .list()
                .ofMinSize(1)
                .ofMaxSize(20),
            space)
        .as(
            (parts, outer) ->
                new Written(
                    parts.stream().map(part -> part.get(1)).toList(),
                    parts.stream()
                        .map(part -> String.join("", part))
                        .collect(Collectors.joining(",", outer + "[", "]" + outer))));
  }

  private static Arbitrary<String> scalars() {
    return Arbitraries.oneOf(
        Arbitraries.of("true", "false", "null", "0", "-1.5e-7", "123456789012345678901234567890"),
        Arbitraries.strings()
            .excludeChars('"', '\\')
            .withCharRange(' ', '\uD7FF')
            .ofMaxLength(30)
            .map(text -> '"' + text + '"'),
        Arbitraries.of("\"\\\"]\"", "\"😀,\"", "\"\\ud83d\\ude00\"", "\"\\\\\""));
  }

  private static Arbitrary<String> nested(String open, String name, String close) {
    return scalars()
        .list()
        .ofMaxSize(4)
        .map(
            values ->
                values.stream()
                    .map(value -> name + value)
                    .collect(Collectors.joining(" , ", open, close)));
  }

  @Property
  void anArrayIsCutIntoItsElementsOwnBytes(@ForAll("arrays") Written array) {
    Documents documents = cut(array.body());

    assertThat(documents.list()).isTrue();
    assertThat(texts(documents)).isEqualTo(array.elements());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\": [1]}", " {", "", "no JSON", "5"})
  void whatIsNoArrayIsOneDocumentAsItIs(String body) {
    Documents documents = cut(body);

    assertThat(documents.list()).isFalse();
    assertThat(texts(documents)).containsExactly(body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "[1", "[1,", "[{]", "[1]]", "[1] x", "[\"", "[{}, {\"a\": \"}]"})
  void anArrayWhoseElementsCannotBeToldApartIsAProblem(String body) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> cut(body))
        .satisfies(problem -> assertThat(problem.response().status()).isEqualTo(400));
  }

  @Test
  void theHitsOfASearchAnswerAreAList() {
    Documents documents =
        cut("{\"took\": 1, \"hits\": {\"hits\": [{\"_id\": \"a\"},\n{\"_id\": \"b\"}]}}\n");

    assertThat(documents.list()).isTrue();
    assertThat(texts(documents)).containsExactly("{\"_id\": \"a\"}", "{\"_id\": \"b\"}");
  }

  @Test
  void aBulkRequestIsAList() {
    Documents documents = cut("{\"index\":{\"_id\":\"a\"}}\n{\"x\":1}\n");

    assertThat(documents.list()).isTrue();
    assertThat(texts(documents)).containsExactly("{\"_id\":\"a\",\"_source\":{\"x\":1}}");
  }

  @Test
  void aListWithoutDocumentsIsAProblem() {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> cut("{\"hits\": {\"hits\": []}}"))
        .withMessage("The body holds 0 documents; expected 1 to 500");
  }

  @Test
  void aSearchAnswerThatIsCutIsAProblemThatSaysWhere() {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> cut("{\"hits\": {\"hits\": [{\"_id\": \"a"))
        .withMessageContaining("in hit 1 of the search answer that begins at byte 0");
  }

  @Test
  void aProblemSaysWhere() {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> cut("[\"é\", {\"a\": [}]"))
        .withMessage(
            "The body cannot be read: the JSON array ends at byte 16, in element 2, which begins at"
                + " byte 7, expected a comma or the array's closing bracket");
  }

  @Test
  void anElementThatIsNoJsonIsADocumentLikeAnyOther() {
    assertThat(texts(cut("[1,{\"a\":NaN},{\"a\":},1 2,tru,{\"b\":2},]")))
        .containsExactly("1", "{\"a\":NaN}", "{\"a\":}", "1 2", "tru", "{\"b\":2}", "");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstDocument() {
    assertThat(texts(cut("\uFEFF{\"a\":1}"))).containsExactly("{\"a\":1}");
    assertThat(texts(cut("\uFEFF [{\"a\":1}]"))).containsExactly("{\"a\":1}");
  }

  @Test
  void anArrayInUtf16IsAProblem() {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> Documents.cut("[{}]".getBytes(StandardCharsets.UTF_16LE)))
        .withMessage("The body cannot be read: it begins as UTF-16 does, expected UTF-8 text");
  }

  @Test
  void anElementBeyondADocumentsLimitsIsLeftToItsParser() {
    String number = "9".repeat(5_000);
    String deep = "[".repeat(1_500) + "]".repeat(1_500);

    assertThat(texts(cut("[" + number + "," + deep + "]"))).containsExactly(number, deep);
  }

  @Test
  void anArrayOfTheLimitIsTaken() {
    assertThat(cut("[" + String.join(",", Collections.nCopies(500, "{}")) + "]").all())
        .hasSize(500);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 501, 100_000})
  void anArrayOfNoneOrTooManyIsAProblemThatCounts(int documents) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> cut("[" + String.join(",", Collections.nCopies(documents, "1")) + "]"))
        .withMessageContaining("holds " + documents + " ")
        .withMessageContaining("1 to 500");
  }
}
