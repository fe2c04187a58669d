package dev.millrace.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.lookup.LookupUpload;
import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.s3.S3Client;

/** Has a CSV file loaded into a look-up table, until all of it is: {@code scripts/load-lookup}. */
public final class LoadLookup {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FUNCTION = "LoadLookup";
  private static final String LOCAL_BUCKET = "lake";

  /** A run of the function takes a quarter of an hour at most. */
  private static final Duration LONGEST_RUN = Duration.ofMinutes(16);

  private LoadLookup() {}

  /**
   * Takes TABLE, FILE, {@code --valid-from T}, {@code --key COLUMN}, {@code --as FORM} and, for an
   * account, {@code --function NAME} and {@code --bucket NAME}.
   */
  public static void main(String[] arguments) {
    Command.run(
        () ->
            run(
                Arguments.parse(
                    arguments,
                    Set.of("--valid-from", "--key", "--as", "--function", "--bucket"),
                    Set.of())));
  }

  private static int run(Arguments arguments) throws IOException {
    List<String> positional = arguments.positional();
    if (positional.size() != 2) {
      throw new StackException("Expected TABLE and FILE; see --help");
    }
    String table = positional.getFirst();
    if (!table.matches("[a-z][a-z0-9_]{0,62}")) {
      throw new StackException(
          "TABLE is '%s'; expected 1 to 63 lower-case letters, digits and underscores, a letter first"
              .formatted(table));
    }
    if (arguments.option("--function").isPresent() != arguments.option("--bucket").isPresent()) {
      throw new StackException("--function and --bucket go together; see --help");
    }
    if (arguments.option("--function").isEmpty()) {
      new RunningStack(System.getenv()).variable("AWS_ENDPOINT_URL_LAMBDA");
    }
    Path file = Path.of(positional.get(1));
    ObjectNode event = JSON.createObjectNode().put("table", table);
    arguments.time("--valid-from").ifPresent(time -> event.put("valid_from", time));
    arguments.option("--key").ifPresent(column -> event.put("key", column));
    arguments.option("--as").ifPresent(form -> event.put("as", form));
    try (S3Client s3 = S3Client.create();
        LambdaClient lambda =
            LambdaClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(LONGEST_RUN))
                .build()) {
      event.put(
          "object",
          LookupUpload.upload(s3, arguments.option("--bucket").orElse(LOCAL_BUCKET), table, file));
      load(lambda, arguments.option("--function").orElse(FUNCTION), event, file);
    } catch (SdkException refused) {
      throw new StackException(
          "Loading %s failed: %s".formatted(file, refused.getMessage()), refused);
    }
    return 0;
  }

  /** Loads a file and prints what came of it. */
  static void load(LambdaClient lambda, String function, ObjectNode event, Path file)
      throws IOException {
    loaded(lambda, function, event, file).forEach(System.out::println);
  }

  /**
   * Invokes the function until it is through; each time from where it says it got.
   *
   * @return lines that say what came of it
   */
  static List<String> loaded(LambdaClient lambda, String function, ObjectNode event, Path file)
      throws IOException {
    long history = 0;
    long newer = 0;
    JsonNode answer;
    do {
      answer = invoke(lambda, function, event, file);
      history += answer.path("history_rows").asLong();
      newer += answer.path("newer_rows").asLong();
      String next = answer.path("next").asText();
      if (!answer.path("complete").asBoolean() && next.equals(event.path("after").asText("0"))) {
        throw new StackException(
            "The function came no further than row %s: %s"
                .formatted(next, answer.path("stopped").asText("its log says why")));
      }
      event.put("after", next);
      event.put("valid_from", answer.path("valid_from").asText());
    } while (!answer.path("complete").asBoolean());
    List<String> lines = new ArrayList<>();
    answer.path("notes").forEach(note -> lines.add(note.asText()));
    lines.add(
        "Loaded %s into %s, valid from %s: %d new in its history%s."
            .formatted(
                Count.of(answer.path("rows").asInt(), "row"),
                answer.path("table").asText(),
                answer.path("valid_from").asText(),
                history,
                newer == 0 ? "" : ", %d of which newer rows are served".formatted(newer)));
    lines.add("Attributes: " + attributes(answer.path("columns")));
    return lines;
  }

  private static JsonNode invoke(LambdaClient lambda, String function, ObjectNode event, Path file)
      throws IOException {
    InvokeResponse response =
        lambda.invoke(
            invoke ->
                invoke.functionName(function).payload(SdkBytes.fromUtf8String(event.toString())));
    JsonNode answer = JSON.readTree(response.payload().asByteArray());
    if (response.functionError() != null) {
      throw new StackException(
          "%s was not loaded:%n%s"
              .formatted(file, answer.path("errorMessage").asText(answer.toString())));
    }
    return answer;
  }

  private static String attributes(JsonNode columns) {
    StringBuilder text = new StringBuilder();
    columns
        .properties()
        .forEach(
            column ->
                text.append(text.isEmpty() ? "" : ", ")
                    .append(column.getKey())
                    .append(" (")
                    .append(column.getValue().asText())
                    .append(')'));
    return text.isEmpty() ? "none" : text.toString();
  }
}
