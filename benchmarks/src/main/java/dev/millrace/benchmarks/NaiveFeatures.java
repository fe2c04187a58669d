package dev.millrace.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** The baseline, as one would write it first: a tree of the document and ZonedDateTime. */
final class NaiveFeatures {

  private final ObjectMapper mapper = new ObjectMapper();

  /** Day of the year, day of the week from Monday 0, hour of the day, zip code known. */
  double[] of(byte[] document) throws IOException {
    JsonNode hit = mapper.readTree(document);
    if (hit.path("_id").asText().isEmpty()) {
      throw new IOException("_id held nothing, expected a string");
    }
    JsonNode source = hit.path("_source");
    ZonedDateTime created =
        ZonedDateTime.ofInstant(
            Instant.ofEpochMilli(source.path("createdDateTime").asLong()), ZoneOffset.UTC);
    return new double[] {
      created.getDayOfYear(),
      created.getDayOfWeek().getValue() - 1,
      created.getHour(),
      source.path("zipCode").isTextual() ? 1 : 0
    };
  }
}
