package dev.millrace.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The calls that ScoreSessions makes for a thousand records in two batches. */
public final class CallsBenchmark {
  private static final int RECORDS = 1_000;
  private static final int BATCH = 500;
  private static final int PAGES = 3;
  private static final int COLD_TARGET = 14;
  private static final int WARM_TARGET = 4;

  private static final String CONDITIONAL_PUT = "DYNAMODB PutItem";

  private final Map<String, Integer> calls = new ConcurrentSkipListMap<>();
  private final List<CountingProxy> proxies = new ArrayList<>();

  private CallsBenchmark() {}

  /** Takes no arguments; runs in the project's root. */
  public static void main(String[] arguments) {
    System.setProperty(CountingProxy.HEADER_SETTING, "host");
    Program.run(() -> new CallsBenchmark().run());
  }

  private void run() throws IOException, InterruptedException {
    try (FreshStack stack =
        FreshStack.start(RECORDS, (function, service, endpoint) -> counting(service, endpoint))) {
      // Other documents of the same zip codes: only the second thousand finds them in memory.
      count(stack, "cold", 1, COLD_TARGET);
      count(stack, "warm", 2, WARM_TARGET);
      System.out.printf(
          "%nEach record was predicted from the right features; %d predictions are stored.%n",
          stack.storedPredictions());
    } finally {
      proxies.forEach(CountingProxy::close);
    }
  }

  private URI counting(String service, URI endpoint) {
    try {
      CountingProxy proxy =
          new CountingProxy(
              service, endpoint, call -> calls.merge(call.operation(), 1, Integer::sum));
      proxies.add(proxy);
      return proxy.endpoint();
    } catch (IOException e) {
      throw new UncheckedIOException("No proxy for " + service, e);
    }
  }

  private void count(FreshStack stack, String cache, int seed, int target)
      throws IOException, InterruptedException {
    List<byte[]> documents = SessionDocuments.generate(seed, RECORDS, PAGES);
    Map<String, byte[]> byRecordId = new HashMap<>();
    calls.clear();
    for (int from = 0; from < RECORDS; from += BATCH) {
      KinesisBatch batch =
          KinesisBatch.of(
              stack.mapping().eventSourceArn(),
              (long) seed * RECORDS + from,
              documents.subList(from, from + BATCH));
      Answer.to(stack.local().functions().invoke(stack.scoreSessions().name(), batch.event()));
      byRecordId.putAll(batch.documents());
    }
    Map<String, Integer> counted = new HashMap<>(calls);
    stack.loggedPredictions().of(byRecordId);
    print(cache, counted, target);
  }

  private static void print(String cache, Map<String, Integer> counted, int target) {
    System.out.printf("%n%,d records in batches of %d, %s look-up cache%n", RECORDS, BATCH, cache);
    new TreeMap<>(counted)
        .forEach((call, count) -> System.out.printf("  %-34s %6d%n", call, count));
    int others =
        counted.values().stream().mapToInt(Integer::intValue).sum()
            - counted.getOrDefault(CONDITIONAL_PUT, 0);
    System.out.printf(
        "  %-34s %6d: target at most %d, %s%n",
        "all but " + CONDITIONAL_PUT, others, target, others <= target ? "met" : "missed");
  }
}
