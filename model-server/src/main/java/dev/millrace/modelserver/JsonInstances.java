package dev.millrace.modelserver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.millrace.inference.FeatureObject;
import dev.millrace.inference.InvalidRowException;
import java.io.IOException;

/** Reads instances from JSON: an object of features each, {@code {"hour_of_day": 21, ...}}. */
final class JsonInstances {

  /** NaN and Infinity are read so that the error can name the feature that holds them. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .build();

  private static final String EXPECTED =
      "expected {\"instances\": [{\"feature\": value, ...}, ...]}";

  private JsonInstances() {}

  /** Reads {@code {"instances": [...]}}, and nothing beside it. */
  static void read(byte[] body, Instances instances) throws RejectedRequestException {
    try (JsonParser parser = JSON.createParser(body)) {
      expect(parser.nextToken() == JsonToken.START_OBJECT);
      expect("instances".equals(parser.nextFieldName()));
      expect(parser.nextToken() == JsonToken.START_ARRAY);
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        instance(parser, instances);
      }
      expect(parser.nextToken() == JsonToken.END_OBJECT);
      expect(parser.nextToken() == null);
    } catch (JsonProcessingException e) {
      throw RejectedRequestException.request(400, "the body is not JSON: " + where(e));
    } catch (IOException e) {
      throw RejectedRequestException.request(400, "the body is not UTF-8");
    }
  }

  /** Reads an instance a line; the last line may end in a line break. */
  static void readLines(byte[] body, Instances instances) throws RejectedRequestException {
    for (Line line : Line.split(body)) {
      int index = instances.index();
      try (JsonParser parser = JSON.createParser(body, line.from(), line.length())) {
        parser.nextToken();
        instance(parser, instances);
        if (parser.nextToken() != null) {
          refuse(instances, index, "holds more than one instance");
        }
      } catch (JsonProcessingException e) {
        refuse(instances, index, "is not JSON: " + where(e));
      } catch (IOException e) {
        refuse(instances, index, "is not UTF-8");
      }
    }
  }

  private static void refuse(Instances instances, int index, String predicate) {
    instances.refuse(
        new InvalidRowException(index, null, "line %d %s".formatted(index + 1, predicate)));
  }

  private static void instance(JsonParser parser, Instances instances)
      throws IOException, RejectedRequestException {
    instances.requireRoom();
    JsonStreamContext context = parser.getParsingContext();
    boolean isStruct = parser.currentToken() != null && parser.currentToken().isStructStart();
    JsonStreamContext outside = isStruct ? context.getParent() : context;
    try {
      FeatureObject.read(parser, instances.rows());
    } catch (InvalidRowException e) {
      instances.refuse(e);
      while (parser.getParsingContext() != outside) {
        parser.nextToken();
      }
    }
  }

  /** The parser's sentence without what it says in brackets about itself. */
  private static String where(JsonProcessingException e) {
    String sentence = e.getOriginalMessage();
    int bracket = sentence.indexOf('(');
    return "%s, at line %d, column %d"
        .formatted(
            (bracket < 0 ? sentence : sentence.substring(0, bracket)).strip(),
            e.getLocation().getLineNr(),
            e.getLocation().getColumnNr());
  }

  private static void expect(boolean met) throws RejectedRequestException {
    if (!met) {
      throw RejectedRequestException.request(400, "the body has another shape; " + EXPECTED);
    }
  }
}
