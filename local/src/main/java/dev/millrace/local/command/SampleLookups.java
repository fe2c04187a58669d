package dev.millrace.local.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.features.definition.LookupDefinition;
import dev.millrace.features.lookup.KeyForm;
import dev.millrace.local.LocalStack;
import dev.millrace.local.lookup.LookupItems;
import dev.millrace.local.lookup.LookupUpload;
import dev.millrace.local.sample.SampleFolder;
import dev.millrace.local.support.LocalCredentials;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** Loads a sample's look-ups into a stack, by the function that loads anybody's. */
final class SampleLookups {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FUNCTION = "LoadLookup";
  private static final String BUCKET = "lake";
  private static final Duration LONGEST_ANSWER = Duration.ofMinutes(5);

  private SampleLookups() {}

  /**
   * Has the rows of each file served, valid from before any event.
   *
   * @throws dev.millrace.local.support.StackException when a file is not as a look-up's has to be
   */
  static void load(LocalStack stack, SampleFolder sample, Consumer<String> report)
      throws IOException {
    Map<String, String> environment = stack.environment();
    try (LambdaClient lambda =
        LambdaClient.builder()
            .region(Region.of(environment.get("AWS_REGION")))
            .endpointOverride(URI.create(environment.get("AWS_ENDPOINT_URL_LAMBDA")))
            .credentialsProvider(LocalCredentials.create())
            .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(LONGEST_ANSWER))
            .build()) {
      for (Map.Entry<String, Path> lookup : sample.lookups().entrySet()) {
        String table = lookup.getKey();
        report.accept("Loading the look-up " + table);
        ObjectNode event =
            JSON.createObjectNode()
                .put("table", table)
                .put(
                    "object",
                    LookupUpload.upload(stack.clients().s3(), BUCKET, table, lookup.getValue()))
                .put("valid_from", LookupItems.VALID_FROM);
        if (hasZipCodes(sample, table)) {
          event.put("as", "us_zip_code");
        }
        LoadLookup.loaded(lambda, FUNCTION, event, lookup.getValue()).forEach(report);
      }
    }
  }

  private static boolean hasZipCodes(SampleFolder sample, String table) {
    return sample.model().lookups().stream()
        .filter(lookup -> lookup.table().equals(table))
        .map(LookupDefinition::form)
        .anyMatch(KeyForm.US_ZIP_CODE::equals);
  }
}
