package dev.millrace.ingestion.elasticsearch.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.millrace.common.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a search answered: its hits, with the places of their sources, which are not read.
 *
 * @param pointInTime the id under which the next page is to be asked for; empty where there is none
 */
record SearchAnswer(
    List<SearchHit> hits, boolean timedOut, int failedShards, Optional<String> pointInTime) {
  /**
   * The cluster writes sources as it was given them, and took more than JSON has: comments, say.
   * Such a source is one odd document, and no broken answer; nor is one that is deep or long.
   */
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_YAML_COMMENTS)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  SearchAnswer {
    hits = List.copyOf(hits);
  }

  /**
   * Reads an answer.
   *
   * @param bytes kept by the hits; not to be modified
   * @throws IOException when it is no answer to a search; the message shows nothing of it
   */
  static SearchAnswer read(byte[] bytes) throws IOException {
    List<SearchHit> hits = new ArrayList<>();
    boolean timedOut = false;
    int failedShards = 0;
    String pointInTime = null;
    try (JsonParser json = JSON.createParser(bytes)) {
      require(json.nextToken(), JsonToken.START_OBJECT, "the answer");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        switch (name) {
          case "hits" -> readHits(json, bytes, hits);
          case "timed_out" -> timedOut = value == JsonToken.VALUE_TRUE;
          case "_shards" -> failedShards = readFailed(json);
          case "pit_id" -> pointInTime = json.getText();
          default -> json.skipChildren();
        }
      }
    } catch (JsonProcessingException malformed) {
      throw new IOException(
          "it is not JSON at byte %d".formatted(malformed.getLocation().getByteOffset()));
    }
    return new SearchAnswer(hits, timedOut, failedShards, Optional.ofNullable(pointInTime));
  }

  private static int readFailed(JsonParser json) throws IOException {
    int failed = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean counts = json.currentName().equals("failed");
      json.nextToken();
      if (counts) {
        failed = json.getIntValue();
      }
      json.skipChildren();
    }
    return failed;
  }

  private static void readHits(JsonParser json, byte[] bytes, List<SearchHit> hits)
      throws IOException {
    require(json.currentToken(), JsonToken.START_OBJECT, "hits");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean holdsThem = json.currentName().equals("hits");
      json.nextToken();
      if (holdsThem) {
        require(json.currentToken(), JsonToken.START_ARRAY, "hits.hits");
        while (json.nextToken() != JsonToken.END_ARRAY) {
          hits.add(hit(json, bytes));
        }
      } else {
        json.skipChildren();
      }
    }
  }

  private static SearchHit hit(JsonParser json, byte[] bytes) throws IOException {
    require(json.currentToken(), JsonToken.START_OBJECT, "a hit");
    String index = null;
    String id = null;
    String sequenceNumber = "";
    String primaryTerm = "";
    byte[] sort = null;
    long time = 0;
    int sourceStart = -1;
    int sourceEnd = -1;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      int start = (int) json.currentTokenLocation().getByteOffset();
      switch (name) {
        case "_index" -> index = json.getText();
        case "_id" -> id = json.getText();
        case "_seq_no" -> sequenceNumber = json.getText();
        case "_primary_term" -> primaryTerm = json.getText();
        case "_source" -> {
          json.skipChildren();
          sourceStart = start;
          sourceEnd = (int) json.currentLocation().getByteOffset();
        }
        case "sort" -> {
          require(json.currentToken(), JsonToken.START_ARRAY, "sort");
          require(json.nextToken(), JsonToken.VALUE_NUMBER_INT, "the first of sort");
          time = json.getLongValue();
          while (json.nextToken() != JsonToken.END_ARRAY) {
            json.skipChildren();
          }
          sort = Arrays.copyOfRange(bytes, start, (int) json.currentLocation().getByteOffset());
        }
        default -> json.skipChildren();
      }
    }
    if (index == null || id == null || sort == null) {
      throw new IOException("a hit lacks one of _index, _id and sort");
    }
    String revision = sequenceNumber.isEmpty() ? "" : sequenceNumber + '/' + primaryTerm;
    return new SearchHit(index, id, time, revision, sort, bytes, sourceStart, sourceEnd);
  }

  private static void require(JsonToken held, JsonToken expected, String what) throws IOException {
    if (held != expected) {
      throw new IOException(
          "%s is %s, expected %s".formatted(what, Json.kind(held), Json.kind(expected)));
    }
  }
}
