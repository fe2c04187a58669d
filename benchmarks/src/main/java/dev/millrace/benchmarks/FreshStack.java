package dev.millrace.benchmarks;

import dev.millrace.local.LocalStack;
import dev.millrace.local.command.Synthesis;
import dev.millrace.local.lambda.LambdaFunction;
import dev.millrace.local.lookup.LookupItem;
import dev.millrace.local.lookup.LookupItems;
import dev.millrace.local.stream.EventSourceMapping;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;

/** The local stack on data of its own, with the zip codes of {@link SessionDocuments} loaded. */
final class FreshStack implements AutoCloseable {
  private static final String FUNCTION = "ScoreSessions";
  private static final Path ROOT = Path.of("").toAbsolutePath();

  /** Where the stack, and who measures, keeps files. */
  static final Path DIRECTORY = ROOT.resolve(".millrace/bench");

  private final LocalStack stack;

  private FreshStack(LocalStack stack) {
    this.stack = stack;
  }

  static FreshStack start(int zipCodes) throws IOException, InterruptedException {
    return start(zipCodes, (function, service, endpoint) -> endpoint);
  }

  /**
   * Runs in the project's root.
   *
   * @param zipCodes how many, from 00001 on
   * @param filter may put something between the functions and a service
   */
  static FreshStack start(int zipCodes, LocalStack.EndpointFilter filter)
      throws IOException, InterruptedException {
    Path assembly = new Synthesis(ROOT, ROOT.resolve(".millrace"), System.err::println).assembly();
    LocalStack stack =
        LocalStack.builder(ROOT, assembly, DIRECTORY)
            .fresh()
            .apiOnDemand()
            .endpointFilter(filter)
            .report(System.err::println)
            .start();
    FreshStack started = new FreshStack(stack);
    started.load(zipCodes);
    return started;
  }

  private void load(int zipCodes) {
    List<LookupItem> rows =
        IntStream.rangeClosed(1, zipCodes)
            .mapToObj(
                code ->
                    new LookupItem(
                        "zip_codes",
                        "%05d".formatted(code),
                        Map.of(
                            "median_income", BigDecimal.valueOf(40_000 + code),
                            "population_density", BigDecimal.valueOf(code, 1))))
            .toList();
    new LookupItems(stack.clients().dynamoDb()).load(rows);
  }

  LocalStack local() {
    return stack;
  }

  LambdaFunction scoreSessions() {
    return stack.functions().find(FUNCTION).orElseThrow();
  }

  LambdaFunction predictionsApi() {
    return stack.functions().find("PredictionsApi").orElseThrow();
  }

  /** What triggers ScoreSessions. */
  EventSourceMapping mapping() {
    return stack.mappings().stream()
        .filter(
            mapping ->
                stack
                    .functions()
                    .find(mapping.function())
                    .filter(scoreSessions()::equals)
                    .isPresent())
        .findFirst()
        .orElseThrow();
  }

  LoggedPredictions loggedPredictions() {
    return new LoggedPredictions(
        stack.clients().kinesis(), scoreSessions().environment().get("PREDICTIONS_STREAM"));
  }

  /** How many predictions the table holds. */
  int storedPredictions() {
    String table = scoreSessions().environment().get("PREDICTIONS_TABLE");
    return stack
        .clients()
        .dynamoDb()
        .scanPaginator(scan -> scan.tableName(table).select(Select.COUNT))
        .stream()
        .mapToInt(ScanResponse::count)
        .sum();
  }

  @Override
  public void close() {
    stack.close();
  }
}
