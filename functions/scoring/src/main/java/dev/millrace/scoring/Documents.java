package dev.millrace.scoring;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.millrace.common.http.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The documents of a request's body, each byte for byte.
 *
 * @param array whether they came in an array, even if of one
 */
record Documents(boolean array, List<byte[]> all) {
  static final int MAXIMUM = 500;

  /** Deeper than a document may be: which one is, its own parser tells. */
  private static final int MAXIMUM_DEPTH = 2_000;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          // It would read UTF-16 as well, whose offsets are not of bytes.
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAXIMUM_DEPTH)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /**
   * Cuts a body into its documents.
   *
   * @throws Problem when the body is neither a document nor an array of 1 to {@value #MAXIMUM}
   *     values
   */
  static Documents cut(byte[] body) {
    int first = 0;
    while (first < body.length && Character.isWhitespace(body[first])) {
      first++;
    }
    if (first == body.length || body[first] != '[') {
      return new Documents(false, List.of(body));
    }
    List<byte[]> documents = new ArrayList<>();
    int count = 0;
    try (JsonParser json = JSON.createParser(body)) {
      json.nextToken();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        int start = (int) json.currentTokenLocation().getByteOffset();
        json.skipChildren();
        json.finishToken();
        if (++count <= MAXIMUM) {
          documents.add(
              Arrays.copyOfRange(body, start, (int) json.currentLocation().getByteOffset()));
        }
      }
      if (json.nextToken() != null) {
        throw Problem.badRequest(
            "The body goes on after its array; expected one document or one array of them");
      }
    } catch (JsonProcessingException malformed) {
      throw Problem.badRequest(
          "The body is no JSON near byte %d; expected one document or an array of them"
              .formatted(
                  malformed.getLocation() == null ? 0 : malformed.getLocation().getByteOffset()));
    } catch (IOException impossible) {
      throw new IllegalStateException("Reading JSON from memory failed", impossible);
    }
    if (count == 0 || count > MAXIMUM) {
      throw Problem.badRequest(
          "The array holds %d documents; expected 1 to %d".formatted(count, MAXIMUM));
    }
    return new Documents(true, documents);
  }
}
