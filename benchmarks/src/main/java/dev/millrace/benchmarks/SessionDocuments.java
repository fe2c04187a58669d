package dev.millrace.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Generated Elasticsearch hits with visits, devices and pages like those of a web shop. */
final class SessionDocuments {

  private static final int ZIP_CODES = 99_999;
  private static final long FIRST_MILLIS = 946_684_800_000L;
  private static final long MILLIS_OF_TWENTY_FOUR_YEARS = 24L * 365 * 86_400_000;
  private static final List<String> BROWSERS = List.of("Firefox 132", "Chrome 131", "Safari 18");
  private static final List<String> CITIES = List.of("San Francisco", "Zürich", "Montréal", "東京");
  private static final List<String> SECTIONS = List.of("search", "product", "basket", "help");

  private final Random random;

  private SessionDocuments(long seed) {
    this.random = new Random(seed);
  }

  /**
   * The same documents for the same arguments, in every run. Two seeds have no id in common; the
   * zip codes are {@code 00001}, {@code 00002} and so on for every seed.
   *
   * @param count past 99,999 the zip codes come again
   */
  static List<byte[]> generate(long seed, int count, int pages) {
    return stream(seed, count, pages).toList();
  }

  /** As {@link #generate}, one after another. */
  static Stream<byte[]> stream(long seed, int count, int pages) {
    SessionDocuments documents = new SessionDocuments(seed);
    return IntStream.range(0, count)
        .mapToObj(i -> documents.document(1 + i % ZIP_CODES, pages))
        .map(document -> document.getBytes(StandardCharsets.UTF_8));
  }

  private String document(int zipCode, int pages) {
    long created = FIRST_MILLIS + (long) (random.nextDouble() * MILLIS_OF_TWENTY_FOUR_YEARS);
    StringBuilder visited = new StringBuilder();
    for (int i = 0; i < pages; i++) {
      visited.append(i == 0 ? "" : ",").append(page(created + 1000L * i));
    }
    return """
        {"_index":"sessions-2024.11","_id":"%s","_score":1.0,"_source":{"sessionId":"%s",\
        "visitor":{"anonymousId":"%s","returning":%b,"visits":%d,"consents":["analytics","ads"]},\
        "device":{"type":"desktop","browser":"%s","screen":{"width":%d,"height":1080,"ratio":1.25},\
        "createdDateTime":1,"userAgent":"Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101"},\
        "createdDateTime":%d,"zipCode":"%05d","city":"%s","campaign":null,\
        "pages":[%s],"updatedDateTime":%d,"durationMillis":%d},"sort":[%d]}\
        """
        .formatted(
            uuid(),
            uuid(),
            uuid(),
            random.nextBoolean(),
            random.nextInt(40),
            pick(BROWSERS),
            1024 + random.nextInt(1024),
            created,
            zipCode,
            pick(CITIES),
            visited,
            created + 60_000,
            random.nextInt(600_000),
            created);
  }

  private String page(long time) {
    String section = pick(SECTIONS);
    return """
        {"url":"https://shop.example/%s/%d?ref=home","title":"The \\"%s\\" page","viewedAt":%d,\
        "scroll":%.3f,"loadMillis":%d,"clicks":[{"x":%d,"y":%d,"target":"#buy"}]}\
        """
        .formatted(
            section,
            random.nextInt(100_000),
            section,
            time,
            random.nextDouble(),
            random.nextInt(3_000),
            random.nextInt(1_900),
            random.nextInt(1_000));
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }
}
